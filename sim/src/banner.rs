//! The line that a program reads which has started a simulator.

use std::borrow::Cow;
use std::path::Path;

use serde::Serialize;

use crate::account::{ALIBABA, TENCENT};
use crate::instance::INSTANCES;

#[derive(Serialize)]
struct Banner<'a> {
    url: &'a str,
    ca: Option<Cow<'a, str>>,
    credentials: BannerCredentials,
    instances: Vec<BannerInstance>,
}

#[derive(Serialize)]
struct BannerCredentials {
    tencent: Pair,
    alibaba: Pair,
}

#[derive(Serialize)]
struct Pair {
    key_id: &'static str,
    secret: &'static str,
}

#[derive(Serialize)]
struct BannerInstance {
    id: &'static str,
    provider: &'static str,
    region: &'static str,
}

/// One line of JSON, without a line feed: everything a client needs to begin.
pub(crate) fn line(url: &str, ca: Option<&Path>) -> String {
    let instances = INSTANCES.iter().map(|instance| BannerInstance {
        id: instance.id,
        provider: instance.provider,
        region: instance.region,
    });
    let banner = Banner {
        url,
        ca: ca.map(Path::to_string_lossy),
        credentials: BannerCredentials {
            tencent: Pair { key_id: TENCENT.key_id, secret: TENCENT.secret },
            alibaba: Pair { key_id: ALIBABA.key_id, secret: ALIBABA.secret },
        },
        instances: instances.collect(),
    };
    // Strings and lists of strings: there is nothing here that JSON could refuse.
    serde_json::to_string(&banner).unwrap_or_default()
}
