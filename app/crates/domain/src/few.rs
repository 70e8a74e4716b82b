//! Sorting some few things: the children of an entry, what is due for a child, the children of a mentor.

/// Sorts some few things in place, those that are alike staying as they were. Its time grows with the square of
/// their number, which is some dozens at most: the sort of the standard library is a kilobyte of code of its own
/// for each kind of thing, and a phone fetches it before the first screen.
pub fn sort_few<T, K: Ord>(all: &mut [T], key: impl Fn(&T) -> K) {
    for end in 1..all.len() {
        let mut at = end;
        while at > 0 && all.get(at - 1).map(&key) > all.get(at).map(&key) {
            all.swap(at - 1, at);
            at -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_sorts_as_the_standard_library_does(mut all in prop::collection::vec((0u8..9, 0u8..9), 0..40)) {
            let mut expected = all.clone();
            expected.sort_by_key(|(first, _)| *first);
            sort_few(&mut all, |(first, _)| *first);
            prop_assert_eq!(all, expected);
        }
    }
}
