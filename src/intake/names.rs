//! Names as returns write them: enterprises, uses, supplies.

use std::collections::HashMap;

use super::headings::folded;
use crate::factors::{Supply, Use};
use crate::park::{Park, unknown_enterprise};
use crate::source::{Literal, Problems, Text};

/// The enterprises of a park by every name they go by.
#[derive(Debug, Clone)]
pub(super) struct Names {
    by_name: HashMap<String, String>,
    /// Chinese and English names, the longest first: for finding one inside a title.
    inside: Vec<(String, String)>,
    all: Vec<String>,
}

impl Names {
    pub fn new(park: &Park) -> Self {
        let mut by_name = HashMap::new();
        let mut inside = Vec::new();
        let mut all = Vec::new();
        for enterprise in &park.enterprises {
            by_name.insert(folded(&enterprise.id), enterprise.id.clone());
        }
        for enterprise in &park.enterprises {
            all.push(enterprise.id.clone());
            for name in [&enterprise.name.zh, &enterprise.name.en] {
                by_name.entry(folded(name)).or_insert_with(|| enterprise.id.clone());
                inside.push((folded(name), enterprise.id.clone()));
                all.push(name.clone());
            }
        }
        inside.retain(|(name, _)| name.chars().count() >= 3);
        inside.sort_by_key(|(name, _)| std::cmp::Reverse(name.chars().count()));
        Self { by_name, inside, all }
    }

    /// The id of an enterprise by id or name.
    pub fn find(&self, name: &str) -> Option<&str> {
        self.by_name.get(&folded(name)).map(String::as_str)
    }

    /// The one enterprise whose name stands somewhere in a text; none if two do.
    pub fn only_inside(&self, text: &str) -> Option<&str> {
        let plain = folded(text);
        let mut rest = plain.clone();
        let mut found: Option<&str> = None;
        // The longest name first: a shorter one inside it is not another.
        for (name, id) in &self.inside {
            if rest.contains(name.as_str()) {
                rest = rest.replace(name.as_str(), " ");
                if found.is_some_and(|known| known != id) {
                    return None;
                }
                found = Some(id);
            }
        }
        found
    }

    /// Says that a name is none of the park's.
    pub fn unknown(&self, literal: &Literal<'_>, problems: &mut Problems) {
        let problem = unknown_enterprise(literal);
        let near = problems.nearest(literal.text, self.all.iter().map(String::as_str));
        problems.add(match near {
            Some(_) => problem.suggest(near),
            None => problem.hint(Text::new(
                "add it to the park file, or say in a mapping file which enterprise this name is: [enterprises]",
                "请加入园区文件，或在映射文件的 [enterprises] 中写明该名称对应的企业",
            )),
        });
    }
}

/// A use by its id or its name in either language.
pub(super) fn use_id(text: &str) -> Option<&'static str> {
    named(text, Use::ALL.iter().map(|(id, use_)| (*id, use_.name())))
}

/// A supply by its id or its name in either language.
pub(super) fn supply_id(text: &str) -> Option<&'static str> {
    named(text, Supply::ALL.iter().map(|(id, supply)| (*id, supply.name())))
}

fn named(text: &str, all: impl Iterator<Item = (&'static str, Text)>) -> Option<&'static str> {
    let wanted = folded(text);
    let mut all = all.filter(|(id, name)| [folded(id), folded(&name.zh), folded(&name.en)].contains(&wanted));
    all.next().map(|(id, _)| id)
}

/// The side of a transfer that words such as 购入 and 售出 name.
pub(super) fn direction(text: &str) -> Option<&'static str> {
    let plain = folded(text);
    let any = |words: &[&str]| words.iter().any(|word| plain.contains(word));
    match (
        any(&["购", "买", "受入", "bought", "buy", "purchase"]),
        any(&["售", "卖", "外供", "供出", "sold", "sell", "sale"]),
    ) {
        (true, false) => Some("park"),
        (false, true) => Some("sold_park"),
        _ => None,
    }
}
