//! Files as the user wrote them: text with places, problems found in it, and a cursor over TOML that keeps spans and literals.

mod codes;
mod file;
mod nearest;
mod problem;
mod table;
mod text;

pub use codes::{CODES, Code, CodeInfo};
pub use file::{FileId, Files, MAX_FILE_BYTES, SourceFile};
pub use nearest::nearest;
pub use problem::{Place, Problem, Problems, Severity};
pub use table::{Literal, Table, Value, parse_toml};
pub use text::{Lang, Text};
