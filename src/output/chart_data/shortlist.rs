//! The largest enterprises by name, and the rest of them as one.

use super::subject::Subject;
use crate::output::chart::Listed;
use crate::park::EnterpriseId;
use crate::source::Lang;

/// So many enterprises are named in a chart.
pub(super) const MOST: usize = 20;

/// The enterprises that a chart names, and those that it shows as one.
pub(super) struct Shortlist {
    /// The largest, in order of size.
    pub named: Vec<EnterpriseId>,
    /// The others, in order of size.
    pub rest: Vec<EnterpriseId>,
}

impl Shortlist {
    /// The largest of some enterprises by their sizes; those without one come last. One enterprise alone is never "others".
    pub fn of(mut sizes: Vec<(EnterpriseId, Option<f64>)>, most: usize) -> Self {
        sizes.sort_by(|a, b| match (a.1, b.1) {
            (Some(a), Some(b)) => b.total_cmp(&a),
            (a, b) => a.is_none().cmp(&b.is_none()),
        });
        let mut named: Vec<EnterpriseId> = sizes.into_iter().map(|(id, _)| id).collect();
        let rest = if named.len() > most + 1 { named.split_off(most) } else { Vec::new() };
        Self { named, rest }
    }

    /// What the rest is called; none if there is no rest.
    pub fn rest_name(&self, lang: Lang) -> Option<String> {
        let count = self.rest.len();
        (count > 0).then(|| match lang {
            Lang::Zh => format!("其他 {count} 家企业"),
            Lang::En => format!("{count} others"),
        })
    }

    /// The names of the rest; none if there is no rest.
    pub fn list(&self, subject: &Subject<'_>) -> Option<Listed> {
        let names = self.rest.iter().map(|id| subject.name(*id)).collect();
        Some(Listed { what: self.rest_name(subject.lang)?, names })
    }
}

#[cfg(test)]
mod tests {
    use super::Shortlist;
    use crate::factors::Library;
    use crate::park::read_park;
    use crate::source::{Files, Problems};

    #[test]
    fn the_largest_come_first_and_the_unknown_last() {
        let (mut files, mut problems) = (Files::default(), Problems::default());
        let library = Library::load(&[], &mut files, &mut problems);
        let text = "[park]\nid = \"p\"\nname = \"P\"\nregion = \"CN-SX\"\n[accounting]\nstandard = \"gb-t-32150\"\n[[enterprise]]\nid = \"a\"\nname = \"A\"\n[[enterprise]]\nid = \"b\"\nname = \"B\"\n[[enterprise]]\nid = \"c\"\nname = \"C\"\n[[enterprise]]\nid = \"d\"\nname = \"D\"\n";
        let file = files.add("park.toml", text);
        let park = read_park(&mut files, file, &library, &mut problems).expect("a park");
        let ids = ["a", "b", "c", "d"].map(|id| park.find_enterprise(id).expect("an enterprise"));
        let sizes = || ids.iter().copied().zip([Some(-1.0), None, Some(3.0), Some(1.0)]).collect();
        let list = Shortlist::of(sizes(), 2);
        assert_eq!((list.named, list.rest), (vec![ids[2], ids[3]], vec![ids[0], ids[1]]));
        // Two and one other are three names.
        assert_eq!(Shortlist::of(sizes(), 3).rest, []);
    }
}
