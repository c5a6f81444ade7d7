//! Tencent's signature version 1 with SHA-1.
#![no_std]
#![no_main]

proof::entry!(proof::signatures::v1_sha1);
