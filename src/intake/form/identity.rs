//! What a form is: its sheets, its file name, and the hidden sheet that says whose it is.

use std::collections::HashSet;

use crate::park::Park;
use crate::quantity::Period;
use crate::source::Text;

/// The sheet with the instructions.
pub const COVER: &str = "说明 Cover";
/// The sheet of what was consumed, made or sold outside the park.
pub const ENERGY: &str = "能源与物料 Energy";
/// The sheet of what moved between enterprises of the park.
pub const TRANSFERS: &str = "园区内转移 Transfers";
/// The sheet of green certificates.
pub const CERTIFICATES: &str = "绿证 Certificates";
/// The sheet of totals that are compared with the rows, and not posted.
pub const TOTALS: &str = "核对数 Totals";
/// The sheet that the enterprise signs.
pub const SIGN_OFF: &str = "签认 Sign-off";
/// The hidden sheet that says whose form it is.
pub const IDENTITY: &str = "parkcarbon";
/// The hidden sheet from which the drop-down lists are taken.
pub const LISTS: &str = "lists";

/// The version of the forms that this program writes, and the latest that it reads.
const VERSION: u32 = 1;

const KEY_FORM: &str = "form";
const KEY_PROGRAM: &str = "program";
const KEY_PARK: &str = "park";
const KEY_ENTERPRISE: &str = "enterprise";
const KEY_PERIOD: &str = "period";

/// Whose form it is, and for when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The version of the form.
    pub version: u32,
    /// The id of the park.
    pub park: String,
    /// The id of the enterprise.
    pub enterprise: String,
    /// The period.
    pub period: Period,
}

impl Identity {
    /// The identity of a form of this program's version.
    pub(super) fn new(park: &str, enterprise: &str, period: Period) -> Self {
        Self { version: VERSION, park: park.to_string(), enterprise: enterprise.to_string(), period }
    }

    /// The rows of the hidden sheet: key and value.
    pub(super) fn rows(&self) -> [(&'static str, String); 5] {
        [
            (KEY_FORM, self.version.to_string()),
            (KEY_PROGRAM, IDENTITY.to_string()),
            (KEY_PARK, self.park.clone()),
            (KEY_ENTERPRISE, self.enterprise.clone()),
            (KEY_PERIOD, self.period.to_string()),
        ]
    }

    /// Reads the rows of the hidden sheet; `None` if they are not those of a form of this program.
    ///
    /// # Errors
    /// Says what is wrong with a form: made by a later version, or a row changed or missing.
    pub fn read<K: AsRef<str>, V: AsRef<str>>(cells: impl IntoIterator<Item = (K, V)>) -> Result<Option<Self>, Text> {
        let rows: Vec<(K, V)> = cells.into_iter().collect();
        let value = |wanted: &str| {
            let row = rows.iter().find(|(key, _)| key.as_ref().trim() == wanted);
            row.map(|(_, value)| value.as_ref().trim()).filter(|value| !value.is_empty())
        };
        if value(KEY_PROGRAM) != Some(IDENTITY) {
            return Ok(None);
        }
        let stated = |key: &str| {
            value(key).ok_or_else(|| {
                Text::new(
                    format!("the hidden sheet of the form says no `{key}`"),
                    format!("表格的隐藏工作表中缺少 `{key}`"),
                )
            })
        };
        let version = stated(KEY_FORM)?;
        // A spreadsheet program that takes the version for a number may write it back with a decimal.
        let version = version.strip_suffix(".0").unwrap_or(version);
        let version = match version.parse() {
            Ok(number) if (1..=VERSION).contains(&number) => number,
            _ => {
                return Err(Text::new(
                    format!("this form is of version {version}; this program reads version {VERSION}"),
                    format!("表格版本为 {version}；本程序可读取的版本为 {VERSION}"),
                ));
            }
        };
        let period = stated(KEY_PERIOD)?;
        let Ok(period) = period.parse() else {
            return Err(Text::new(
                format!("the hidden sheet of the form says `{period}`, which is not a period"),
                format!("表格隐藏工作表中的 `{period}` 不是有效期间"),
            ));
        };
        Ok(Some(Self {
            version,
            park: stated(KEY_PARK)?.to_string(),
            enterprise: stated(KEY_ENTERPRISE)?.to_string(),
            period,
        }))
    }
}

/// The most characters of an id in a file name: in UTF-8 they stay below the limit of file systems.
const LONGEST: usize = 50;

/// The file names of the forms of a period, one for each enterprise in the order of the park; no two are the same,
/// even where letter case does not count.
pub fn file_names(park: &Park, period: Period) -> Vec<String> {
    let mut taken = HashSet::new();
    let ids = park.enterprises.iter().map(|enterprise| safe(&enterprise.id));
    let stems = ids.enumerate().map(|(position, id)| {
        let mut stem = id;
        while !taken.insert(stem.to_lowercase()) {
            stem = format!("{stem}_{}", position + 1);
        }
        stem
    });
    stems.map(|stem| format!("{stem}-{period}.xlsx")).collect()
}

/// Letters and digits of any script, `-`, `_`, and dots inside.
pub fn safe(id: &str) -> String {
    let characters = id.chars().take(LONGEST).enumerate();
    let kept = characters.map(|(position, c)| match c {
        '-' | '.' if position > 0 => c,
        c if c.is_alphanumeric() => c,
        _ => '_',
    });
    kept.collect()
}

#[cfg(test)]
mod tests {
    use super::{Identity, safe};

    #[test]
    fn an_identity_reads_back() {
        let identity = Identity::new("riverside", "works", "2024Q1".parse().expect("a period"));
        assert_eq!(Identity::read(identity.rows()), Ok(Some(identity)));
    }

    #[test]
    fn other_sheets_are_no_forms_and_later_forms_are_refused() {
        let none: [(&str, &str); 0] = [];
        assert_eq!(Identity::read(none), Ok(None));
        assert_eq!(Identity::read([("form", "1"), ("program", "other")]), Ok(None));
        let rows = |version, period| {
            [("program", "parkcarbon"), ("form", version), ("park", "p"), ("enterprise", "e"), ("period", period)]
        };
        assert!(Identity::read(rows("1.0", "2024Q1")).is_ok_and(|form| form.is_some()));
        assert!(Identity::read(rows("2", "2024Q1")).is_err_and(|text| text.en.contains("version 2")));
        assert!(Identity::read(rows("1", "2024年")).is_err_and(|text| text.en.contains("2024年")));
        assert!(Identity::read(rows("1", "")).is_err_and(|text| text.en.contains("`period`")));
    }

    #[test]
    fn file_names_keep_safe_characters_only() {
        assert_eq!(safe("coking-plant.2"), "coking-plant.2");
        assert_eq!(safe("左云_焦化厂"), "左云_焦化厂");
        assert_eq!(safe("../../etc/passwd"), "_._.._etc_passwd");
        assert_eq!(safe("-rf"), "_rf");
        assert_eq!(safe(r#"a:b*c?"<>|\d"#), "a_b_c______d");
        assert_eq!(safe(&"电".repeat(200)).chars().count(), 50);
    }
}
