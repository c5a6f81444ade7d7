//! Tencent's signed request.
#![no_std]
#![no_main]

proof::entry!(proof::tencent::signed);
