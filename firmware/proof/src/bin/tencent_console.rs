//! Tencent from the credentials to the console URL: signed request, JSON reply, console URL.
#![no_std]
#![no_main]

proof::entry!(proof::tencent::signed, proof::tencent::reply, proof::tencent::console);
