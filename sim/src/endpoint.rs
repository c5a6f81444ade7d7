//! The clouds' own host names, which have rules; a loopback name has none.
//!
//! Sources: Tencent Cloud CVM, *Request Structure* (hosts, finance regions), and the failover
//! names of the Java and C++ SDKs; Alibaba Cloud ECS, *Endpoints*. Read 2026-08.

/// What the name of a cloud's host says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Endpoint<'h> {
    /// First label: the service.
    pub(crate) service: &'h str,
    /// The only region that is served; `None` for hosts that serve many.
    pub(crate) region: Option<&'h str>,
}

/// The endpoint that `host` names, when it is one of Tencent Cloud's.
///
/// `SERVICE`, `SERVICE.intl` or `SERVICE.REGION` before the domain.
pub(crate) fn tencent(host: &str) -> Option<Endpoint<'_>> {
    let name = ["tencentcloudapi.com", "tencentcloudapi.com.cn", "tencentcloudapi.cn"]
        .into_iter()
        .find_map(|domain| without_port(host).strip_suffix(domain)?.strip_suffix('.'))?;
    Some(match name.split_once('.') {
        None | Some((_, "intl")) => {
            Endpoint { service: name.split('.').next().unwrap_or(name), region: None }
        }
        Some((service, region)) => Endpoint { service, region: Some(region) },
    })
}

/// The endpoint that `host` names, when it is one of Alibaba Cloud's.
///
/// `SERVICE.REGION` or `SERVICE-vpc.REGION` serve one region; `SERVICE` and names such as
/// `ecs-cn-hangzhou`, which the SDKs use for many regions, serve all.
pub(crate) fn alibaba(host: &str) -> Option<Endpoint<'_>> {
    let name = without_port(host).strip_suffix("aliyuncs.com")?.strip_suffix('.')?;
    let (first, region) = match name.split_once('.') {
        None => (name, None),
        Some((first, region)) => (first, Some(region)),
    };
    Some(Endpoint { service: first.split('-').next().unwrap_or(first), region })
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_names_its_service_and_the_one_region_that_it_serves() {
        for (host, service, region) in [
            ("cvm.tencentcloudapi.com", "cvm", None),
            ("cvm.tencentcloudapi.com:443", "cvm", None),
            ("ecm.intl.tencentcloudapi.com", "ecm", None),
            ("cvm.ap-shanghai-fsi.tencentcloudapi.com", "cvm", Some("ap-shanghai-fsi")),
            ("lighthouse.tencentcloudapi.com.cn", "lighthouse", None),
            ("cvm.tencentcloudapi.cn", "cvm", None),
        ] {
            assert_eq!(tencent(host), Some(Endpoint { service, region }), "{host}");
        }
        for (host, region) in [
            ("ecs.cn-beijing.aliyuncs.com", Some("cn-beijing")),
            ("ecs-vpc.cn-beijing.aliyuncs.com:443", Some("cn-beijing")),
            ("ecs.aliyuncs.com", None),
            ("ecs-cn-hangzhou.aliyuncs.com", None),
        ] {
            assert_eq!(alibaba(host), Some(Endpoint { service: "ecs", region }), "{host}");
        }
        for host in
            ["127.0.0.1:4567", "localhost", "[::1]:80", "tencentcloudapi.com", "xaliyuncs.com", ""]
        {
            assert_eq!((tencent(host), alibaba(host)), (None, None), "{host}");
        }
    }
}
