//! The machines that the simulated clouds have.

/// Name of the Tencent product, as vncurl's providers are named.
pub(crate) const TENCENT_CVM: &str = "tencent-cvm";
/// Name of the Alibaba product, as vncurl's providers are named.
pub(crate) const ALIBABA_ECS: &str = "alibaba-ecs";

/// One machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instance {
    /// Instance id: `ins-` and eight letters or digits at Tencent, `i-…` at Alibaba.
    pub id: &'static str,
    /// `tencent-cvm` or `alibaba-ecs`.
    pub provider: &'static str,
    /// The only region in which the cloud knows the id.
    pub region: &'static str,
    /// Whether it runs Windows; Alibaba's viewer page has to be told.
    pub windows: bool,
    /// State in the cloud's own word: `RUNNING` at Tencent, `Running` at Alibaba.
    pub state: &'static str,
}

/// Every machine there is: for each cloud a running Linux, a running Windows and a stopped one.
pub static INSTANCES: [Instance; 6] = [
    tencent("ins-demo0001", false, "RUNNING"),
    tencent("ins-demo0002", true, "RUNNING"),
    tencent("ins-demo0003", false, "STOPPED"),
    alibaba("i-demo0001", false, "Running"),
    alibaba("i-demo0002", true, "Running"),
    alibaba("i-demo0003", false, "Stopped"),
];

const fn tencent(id: &'static str, windows: bool, state: &'static str) -> Instance {
    Instance { id, provider: TENCENT_CVM, region: "ap-guangzhou", windows, state }
}

const fn alibaba(id: &'static str, windows: bool, state: &'static str) -> Instance {
    Instance { id, provider: ALIBABA_ECS, region: "cn-hangzhou", windows, state }
}

/// The machine of `provider` with this id, in whatever region it is.
pub(crate) fn by_id(provider: &str, id: &str) -> Option<&'static Instance> {
    INSTANCES.iter().find(|instance| instance.provider == provider && instance.id == id)
}
