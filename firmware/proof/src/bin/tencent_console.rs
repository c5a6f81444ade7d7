//! Tencent from the credentials to the console URL: signed request, JSON reply, console URL.
#![no_std]
#![no_main]

proof::entry!(proof::requests::tencent, proof::requests::tencent_reply, proof::console::tencent);
