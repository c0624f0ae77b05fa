//! The nearest valid name to one that is not valid.

/// The candidate closest to `name`, if one is close enough to be what the user meant.
///
/// Letter case, `-`, `_` and spaces do not count as differences; among equally close candidates the first wins.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = fold(name);
    let mut best: Option<(&str, f64)> = None;
    for candidate in candidates {
        let score = strsim::normalized_damerau_levenshtein(&wanted, &fold(candidate));
        let short = wanted.chars().count() <= 3;
        let enough = if short { 0.5 } else { 0.6 };
        if score >= enough && best.is_none_or(|(_, s)| score > s) {
            best = Some((candidate, score));
        }
    }
    best.map(|(name, _)| name)
}

fn fold(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_a_typo_and_refuses_the_far() {
        let carriers = ["bituminous_coal", "anthracite", "烟煤"];
        assert_eq!(nearest("bituminus-coal", carriers), Some("bituminous_coal"));
        assert_eq!(nearest("quartz", carriers), None);
    }
}
