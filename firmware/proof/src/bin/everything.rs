//! Every public function of core.
#![no_std]
#![no_main]

proof::entry!(
    proof::signatures::tc3,
    proof::signatures::acs3,
    proof::signatures::rpc,
    proof::signatures::v1_sha1,
    proof::signatures::v1_sha256,
    proof::signatures::all_steps,
    proof::signatures::digests,
    proof::shown::signature,
    proof::requests::every,
    proof::tencent::console,
    proof::console::alibaba,
    proof::console::every,
    proof::console::websocket,
    proof::flow::every,
    proof::flow::limiters,
    proof::lists::every,
    proof::texts::json,
    proof::texts::xml,
    proof::texts::borrowed,
    proof::texts::encoding,
    proof::texts::times,
    proof::shown::messages
);
