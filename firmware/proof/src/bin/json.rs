//! A JSON reader.
#![no_std]
#![no_main]

proof::entry!(proof::texts::json);
