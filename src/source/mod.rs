//! Files as the user wrote them: text with places, problems found in it, and a cursor over TOML that keeps spans and literals.

mod codes;
mod file;
mod nearest;
mod place;
mod problem;
mod table;
mod text;

pub use codes::{CODES, Code, CodeInfo, Severity};
pub use file::{Files, MAX_FILE_BYTES, SourceFile};
pub use nearest::nearest;
pub use place::{FileId, Place};
pub use problem::{Problem, Problems};
pub use table::{Literal, Table, Value, parse_toml};
pub use text::{Lang, Text};
