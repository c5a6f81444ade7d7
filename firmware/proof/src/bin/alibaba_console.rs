//! Alibaba from the credentials to the console URL.
#![no_std]
#![no_main]

proof::entry!(proof::requests::alibaba, proof::requests::alibaba_reply, proof::console::alibaba);
