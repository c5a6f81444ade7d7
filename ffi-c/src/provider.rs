//! The cloud products, as data.

use core::mem::{offset_of, size_of};

use vncurl_core::{AddressKind, PROVIDERS, Provider, provider};

use crate::{
    fill::{Filled, fill_struct},
    lent::Lent,
    search::{VNCURL_ADDRESS_ELASTIC, VNCURL_ADDRESS_PRIVATE, VNCURL_ADDRESS_PUBLIC},
    status::{Failure, vncurl_status},
    text::vncurl_str,
};

/// What a cloud's documents say about a product. The texts are static and not NUL-terminated.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct vncurl_provider {
    /// sizeof (struct vncurl_provider); set it before the call.
    pub struct_size: usize,
    /// The permanent name: cloud, a hyphen, product, such as "tencent-cvm".
    pub name: vncurl_str,
    /// The name for people, such as "Tencent Cloud CVM".
    pub title: vncurl_str,
    /// What the product's instance ids start with, such as "ins-".
    pub instance_id_prefix: vncurl_str,
    /// First label of the host, and the service in a credential scope.
    pub service: vncurl_str,
    /// The API's version, as the cloud dates it.
    pub api_version: vncurl_str,
    /// Address of the viewer page, without "?".
    pub page: vncurl_str,
    /// Day on which that address was last read in the cloud's documents, "YYYY-MM-DD".
    pub page_read_on: vncurl_str,
    /// Requests per second that the cloud permits; 0 where it does not say.
    pub requests_per_s: u32,
    /// Seconds for which a VNC URL can be opened after the cloud sent it.
    pub vnc_url_valid_s: u32,
    /// Consoles of one instance that may be opened in a minute.
    pub connects_per_min: u32,
    /// Seconds without a key or a click after which the console closes; 0 where the cloud does
    /// not say.
    pub keep_alive_s: u32,
    /// Whether a VNC URL opens once only.
    pub single_use: bool,
    /// Whether vncurl_console_url() must be told the guest's operating system.
    pub asks_for_os: bool,
    /// The viewer page's version or name, such as "0.0.8"; older ones: vncurl_viewer_at().
    pub viewer: vncurl_str,
    /// Whether a call must name the region.
    pub needs_region: bool,
    /// Most ids of one request for the states of instances.
    pub ids_max: u32,
    /// Most instances of one page of states.
    pub statuses_page_max: u32,
    /// Most instances of one page of instances.
    pub instances_page_max: u32,
    /// Requests for states per second that the cloud permits; 0 where it does not say.
    pub statuses_per_s: u32,
    /// Requests for instances per second that the cloud permits; 0 where it does not say.
    pub instances_per_s: u32,
    /// The kinds of address that instances can be searched by: a sum of VNCURL_ADDRESS_....
    pub address_kinds: u32,
}

impl Filled for vncurl_provider {
    const EARLIER: &'static [usize] = &[offset_of!(Self, viewer)];
    const EMPTY: Self = Self {
        struct_size: size_of::<Self>(),
        name: vncurl_str::EMPTY,
        title: vncurl_str::EMPTY,
        instance_id_prefix: vncurl_str::EMPTY,
        service: vncurl_str::EMPTY,
        api_version: vncurl_str::EMPTY,
        page: vncurl_str::EMPTY,
        page_read_on: vncurl_str::EMPTY,
        requests_per_s: 0,
        vnc_url_valid_s: 0,
        connects_per_min: 0,
        keep_alive_s: 0,
        single_use: false,
        asks_for_os: false,
        viewer: vncurl_str::EMPTY,
        needs_region: false,
        ids_max: 0,
        statuses_page_max: 0,
        instances_page_max: 0,
        statuses_per_s: 0,
        instances_per_s: 0,
        address_kinds: 0,
    };
}

impl vncurl_provider {
    fn of(provider: &Provider) -> Self {
        Self {
            struct_size: size_of::<Self>(),
            name: vncurl_str::of(provider.name),
            title: vncurl_str::of(provider.title),
            instance_id_prefix: vncurl_str::of(provider.instance_id_prefix),
            service: vncurl_str::of(provider.service),
            api_version: vncurl_str::of(provider.version),
            page: vncurl_str::of(provider.viewer.page),
            page_read_on: vncurl_str::of(provider.viewer.read_on),
            requests_per_s: provider.requests_per_s.map_or(0, u32::from),
            vnc_url_valid_s: u32::from(provider.vnc_url_valid_s),
            connects_per_min: u32::from(provider.connects_per_min),
            keep_alive_s: provider.viewer.keep_alive_s.map_or(0, u32::from),
            single_use: provider.single_use,
            asks_for_os: provider.viewer.asks_for_os(),
            viewer: vncurl_str::of(provider.viewer.name),
            needs_region: provider.needs_region,
            ids_max: u32::from(provider.ids_max()),
            statuses_page_max: u32::from(provider.statuses_page_max()),
            instances_page_max: u32::from(provider.instances_page_max()),
            statuses_per_s: provider.statuses_per_s().map_or(0, u32::from),
            instances_per_s: provider.instances_per_s().map_or(0, u32::from),
            address_kinds: provider.address_kinds().fold(0, |sum, kind| sum | bit(kind)),
        }
    }
}

fn bit(kind: AddressKind) -> u32 {
    match kind {
        AddressKind::Private => VNCURL_ADDRESS_PRIVATE.unsigned_abs(),
        AddressKind::Public => VNCURL_ADDRESS_PUBLIC.unsigned_abs(),
        AddressKind::Elastic => VNCURL_ADDRESS_ELASTIC.unsigned_abs(),
        _ => 0,
    }
}

impl Lent {
    /// The provider of that name.
    ///
    /// # Safety
    ///
    /// As for [`Lent::text`].
    pub(crate) unsafe fn provider(&self, name: vncurl_str) -> Result<&'static Provider, Failure> {
        // SAFETY: the caller's contract is the same.
        let name = unsafe { self.text(name)? };
        provider::by_name(name).ok_or(Failure::UnknownProvider)
    }
}

/// Count the providers.
///
/// Returns
///   how many numbers vncurl_provider_at() takes, from 0
#[unsafe(no_mangle)]
pub extern "C" fn vncurl_provider_count() -> usize {
    PROVIDERS.len()
}

/// Describe a provider by its number.
///
/// In
///   index        from 0 to vncurl_provider_count() - 1, in order of name; numbers change when a
///                provider comes, names do not
///
/// Out
///   out          the provider; empty on failure
///
/// Returns
///   VNCURL_STATUS_OK, _UNKNOWN_PROVIDER past the end, or _INVALID_ARGUMENT for NULL or a
///   struct_size that no version had.
///
/// Pointers
///   `out` must be valid for its struct_size, which the caller sets.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vncurl_provider_at(
    index: usize,
    out: *mut vncurl_provider,
) -> vncurl_status {
    let call = |_: &Lent| {
        let provider = PROVIDERS.get(index).ok_or(Failure::UnknownProvider)?;
        Ok(vncurl_provider::of(provider))
    };
    // SAFETY: the header's "Pointers" covers `out`; nobody asks for the error.
    unsafe { fill_struct(out, core::ptr::null_mut(), call) }
}

/// Describe a provider by its permanent name.
///
/// In
///   name         such as "tencent-cvm"
///
/// Out
///   out          the provider; empty on failure
///
/// Returns
///   VNCURL_STATUS_OK, _UNKNOWN_PROVIDER, or _INVALID_ARGUMENT.
///
/// Pointers
///   Borrowed for the call. `out` must be valid for its struct_size, which the caller sets.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vncurl_provider_by_name(
    name: vncurl_str,
    out: *mut vncurl_provider,
) -> vncurl_status {
    // SAFETY: the header's "Pointers" covers `name`.
    let call = |lent: &Lent| Ok(vncurl_provider::of(unsafe { lent.provider(name)? }));
    // SAFETY: the header's "Pointers" covers `out`; nobody asks for the error.
    unsafe { fill_struct(out, core::ptr::null_mut(), call) }
}

/// Describe the provider whose instance ids start like this one.
///
/// In
///   instance_id  "ins-..." is Tencent's CVM, "ein-..." its ECM, "lhins-..." its Lighthouse;
///                "i-..." is Alibaba's ECS
///
/// Out
///   out          the provider; empty on failure
///
/// Returns
///   VNCURL_STATUS_OK, _UNKNOWN_PROVIDER, or _INVALID_ARGUMENT. Only the start is looked at: the
///   id itself is checked by the calls that use it.
///
/// Pointers
///   Borrowed for the call. `out` must be valid for its struct_size, which the caller sets.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vncurl_provider_by_instance_id(
    instance_id: vncurl_str,
    out: *mut vncurl_provider,
) -> vncurl_status {
    let call = |lent: &Lent| {
        // SAFETY: the header's "Pointers" covers `instance_id`.
        let instance_id = unsafe { lent.text(instance_id)? };
        let provider = provider::by_instance_id(instance_id).ok_or(Failure::UnknownProvider)?;
        Ok(vncurl_provider::of(provider))
    };
    // SAFETY: the header's "Pointers" covers `out`; nobody asks for the error.
    unsafe { fill_struct(out, core::ptr::null_mut(), call) }
}
