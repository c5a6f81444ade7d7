//! The products that are simulated, as data: one row each, and nothing decided elsewhere.

mod alibaba;
mod tencent;

use crate::instance::ALIBABA_ECS;

/// One product of one cloud.
pub(crate) struct Product {
    pub(crate) provider: &'static str,
    /// The service in a credential scope and the first label of the product's hosts.
    pub(crate) service: &'static str,
    /// The only version of its API.
    pub(crate) version: &'static str,
    pub(crate) is_id: fn(&str) -> bool,
    /// The form of an instance id, for messages.
    pub(crate) id_form: &'static str,
    pub(crate) regions: &'static [&'static str],
    /// Whether a request that names no region is refused; else a region is not even looked at.
    pub(crate) region_required: bool,
    pub(crate) states: &'static [State],
    pub(crate) actions: &'static [Action],
    pub(crate) codes: Codes,
}

/// A state that an instance of the product can be in.
pub(crate) struct State {
    /// The cloud's own word.
    pub(crate) name: &'static str,
    /// The code with which a console is refused; `None` when there is one.
    pub(crate) refusal: Option<&'static str>,
}

/// An action that the product has.
pub(crate) struct Action {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    /// Calls of one account in any second; one more is refused.
    pub(crate) per_second: usize,
}

/// What an action does.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    /// A console address for one instance.
    Vnc,
    /// Ids and states.
    Status,
    /// Instances with names, addresses and systems.
    Instances,
    /// The regions of the product; at ECM its nodes, each with its region.
    Regions,
}

/// The product's own codes for the same mistakes.
pub(crate) struct Codes {
    pub(crate) no_id: &'static str,
    pub(crate) malformed_id: &'static str,
    pub(crate) unknown_id: &'static str,
    pub(crate) too_many_ids: &'static str,
    pub(crate) paging: &'static str,
    pub(crate) filter: &'static str,
    pub(crate) too_many_values: &'static str,
    pub(crate) ids_and_filters: &'static str,
}

/// Every product there is.
pub(crate) static PRODUCTS: [Product; 4] =
    [tencent::CVM, tencent::ECM, tencent::LIGHTHOUSE, alibaba::ECS];

const fn open(name: &'static str) -> State {
    State { name, refusal: None }
}

const fn refused(name: &'static str, code: &'static str) -> State {
    State { name, refusal: Some(code) }
}

impl Product {
    /// Whether it is one of Tencent Cloud's.
    pub(crate) fn is_tencent(&self) -> bool {
        self.provider != ALIBABA_ECS
    }

    /// The action of this name.
    pub(crate) fn action(&self, name: &str) -> Option<&'static Action> {
        self.actions.iter().find(|action| action.name == name)
    }

    /// The state of this name.
    pub(crate) fn state(&self, name: &str) -> Option<&'static State> {
        self.states.iter().find(|state| state.name == name)
    }
}

/// The product of this provider name.
pub(crate) fn by_provider(provider: &str) -> Option<&'static Product> {
    PRODUCTS.iter().find(|product| product.provider == provider)
}

/// Tencent's product of this service.
pub(crate) fn tencent_by_service(service: &str) -> Option<&'static Product> {
    PRODUCTS.iter().find(|product| product.is_tencent() && product.service == service)
}

/// Tencent's product of this version: no two have the same.
pub(crate) fn tencent_by_version(version: &str) -> Option<&'static Product> {
    PRODUCTS.iter().find(|product| product.is_tencent() && product.version == version)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instance::{TENCENT_CVM, TENCENT_ECM, TENCENT_LIGHTHOUSE};

    #[test]
    fn an_id_has_the_form_of_its_own_product_and_of_no_other() {
        for (id, owner) in [
            ("ins-demo0001", TENCENT_CVM),
            ("ein-demo0001", TENCENT_ECM),
            ("lhins-demo0001", TENCENT_LIGHTHOUSE),
            ("i-demo0001", ALIBABA_ECS),
            ("i-bp1hzoinajzkh91h0001", ALIBABA_ECS),
            ("AY130321114053512345", ALIBABA_ECS),
            ("AY1303211140535", ""),
            ("ins-demo001", ""),
            ("ins-DEMO0001", ""),
            ("lhins-demo00011", ""),
            ("i-", ""),
            ("", ""),
        ] {
            let owners: Vec<_> = PRODUCTS
                .iter()
                .filter(|product| (product.is_id)(id))
                .map(|product| product.provider)
                .collect();
            let expected: Vec<_> = [owner].into_iter().filter(|owner| !owner.is_empty()).collect();
            assert_eq!(owners, expected, "{id}");
        }
    }

    #[test]
    fn every_product_has_its_documented_number_of_states_and_the_documented_rates() {
        let counts = PRODUCTS.each_ref().map(|product| product.states.len());
        assert_eq!(counts, [15, 9, 14, 5]);
        let rate = |provider: &str, action: &str| {
            by_provider(provider).unwrap().action(action).unwrap().per_second
        };
        assert_eq!(rate(TENCENT_CVM, "DescribeInstanceVncUrl"), 10);
        assert_eq!(rate(TENCENT_CVM, "DescribeInstancesStatus"), 40);
        assert_eq!(rate(TENCENT_ECM, "DescribeInstanceVncUrl"), 20);
        assert_eq!(rate(TENCENT_ECM, "DescribeNode"), 20);
        assert_eq!(rate(TENCENT_LIGHTHOUSE, "DescribeInstanceVncUrl"), 10);
    }
}
