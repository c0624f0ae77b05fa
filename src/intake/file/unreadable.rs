//! Why a file cannot be read.

use crate::source::{Code, Text, sheltered};

/// What is wrong with a file as a whole.
#[derive(Debug, Clone)]
pub struct Unreadable {
    /// The kind of problem.
    pub code: Code,
    /// What is wrong.
    pub text: Text,
    /// What to do about it.
    pub hint: Option<Text>,
}

impl Unreadable {
    pub(super) fn new(code: Code, en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self { code, text: Text::new(en, zh), hint: None }
    }

    pub(super) fn hint(mut self, en: &str, zh: &str) -> Self {
        self.hint = Some(Text::new(en, zh));
        self
    }
}

pub(super) fn broken(detail: &str) -> Unreadable {
    Unreadable::new(
        Code::NotAWorkbook,
        format!("the workbook is damaged or incomplete ({detail})"),
        format!("工作簿已损坏或不完整（{detail}）"),
    )
    .hint(
        "open it in the spreadsheet program and save it again, or have it sent again",
        "请在电子表格软件中打开后重新保存，或请企业重新报送",
    )
}

/// Runs a reader; where it panics, the workbook is broken.
///
/// # Errors
/// [`Unreadable`] if the reader panics.
pub(super) fn guarded<T>(read: impl FnOnce() -> T) -> Result<T, Unreadable> {
    sheltered(read).ok_or_else(|| broken("its parts do not fit together"))
}

pub(super) fn too_large() -> Unreadable {
    Unreadable::new(
        Code::ExpandsTooFar,
        "the workbook unpacks to far more than a return can hold: it is not read",
        "工作簿解压后远超报表应有的大小，未读取",
    )
    .hint("copy the rows with figures into a new workbook", "请将有数据的行复制到新工作簿")
}
