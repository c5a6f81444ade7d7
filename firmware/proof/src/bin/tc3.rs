//! A TC3 signature of a request of any form.
#![no_std]
#![no_main]

proof::entry!(proof::signatures::tc3);
