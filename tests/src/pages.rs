//! The Rust of the documents runs; what asks a cloud is compiled. `tests/docs` sees to the other languages.

#[doc = include_str!("../../README.md")]
struct Readme;

#[doc = include_str!("../../README.zh-CN.md")]
struct ReadmeInChinese;

#[doc = include_str!("../../docs/firmware.md")]
struct Firmware;

#[doc = include_str!("../../docs/simulator.md")]
struct Simulator;

#[doc = include_str!("../../docs/start-firmware.md")]
struct StartOnADevice;

#[doc = include_str!("../../docs/start-rust.md")]
struct StartInRust;

#[doc = include_str!("../../docs/testing.md")]
struct Testing;
