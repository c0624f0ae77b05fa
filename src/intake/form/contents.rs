//! What a form is written from.

use super::history::History;
use super::lists::Names;
use crate::factors::Library;
use crate::park::{Enterprise, Park};
use crate::quantity::Period;

/// The park, the enterprise, and what is asked of it.
pub(super) struct Form<'a> {
    pub park: &'a Park,
    pub library: &'a Library,
    pub enterprise: &'a Enterprise,
    pub period: Period,
    pub history: History,
    pub names: Names<'a>,
    /// Whose form it is, at the foot of each printed page; an `&` would be a command there.
    pub footer: String,
}
