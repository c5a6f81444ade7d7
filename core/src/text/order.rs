//! Items in order, without moving them and without memory for their positions.

use core::cmp::Ordering;

use crate::COMPACT;

/// The items of `items` from the smallest to the largest; equal ones keep their order.
///
/// Items that are in order already, as a provider's own are, are handed through where flash is not
/// short. Others are
/// selected one by one, which looks at every item once for each that it hands out: right for the
/// hundred parameters of the longest request, and free of a buffer that a longer one could fill.
pub(crate) fn in_order<T, I>(
    items: I,
    compare: impl Fn(&T, &T) -> Ordering + Copy,
) -> impl Iterator<Item = T>
where
    T: Copy,
    I: Iterator<Item = T> + Clone,
{
    let mut direct = (!COMPACT && items.clone().is_sorted_by(|a, b| compare(a, b).is_le()))
        .then(|| items.clone());
    let mut last: Option<(usize, T)> = None;
    core::iter::from_fn(move || {
        if let Some(direct) = &mut direct {
            return direct.next();
        }
        let next = next_in_order(items.clone(), last.as_ref(), compare);
        last = next;
        next.map(|(_, item)| item)
    })
}

/// The smallest item behind `last`, each with its position. A function of its own, since it would
/// otherwise stand in every loop over items that are in order anyway.
#[cold]
#[inline(never)]
fn next_in_order<T, I: Iterator<Item = T>>(
    items: I,
    last: Option<&(usize, T)>,
    compare: impl Fn(&T, &T) -> Ordering,
) -> Option<(usize, T)> {
    let rank = |a: &(usize, T), b: &(usize, T)| compare(&a.1, &b.1).then(a.0.cmp(&b.0));
    items.enumerate().filter(|item| last.is_none_or(|last| rank(last, item).is_lt())).min_by(rank)
}

#[cfg(test)]
mod tests {
    use std::vec::Vec;

    use super::*;

    #[test]
    fn items_come_sorted_and_equal_ones_keep_their_order() {
        let items = [(3, 'a'), (1, 'b'), (3, 'c'), (2, 'd'), (1, 'e')];
        let got: Vec<_> = in_order(items.iter().copied(), |a, b| a.0.cmp(&b.0)).collect();
        assert_eq!(got, [(1, 'b'), (1, 'e'), (2, 'd'), (3, 'a'), (3, 'c')]);
    }
}
