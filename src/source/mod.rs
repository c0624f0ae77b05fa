//! Files as the user wrote them: text with places, problems found in it, and cursors over TOML and CSV that keep spans and literals,
//! sheets of cells.

mod codes;
mod delimited;
mod file;
mod nearest;
mod place;
mod problem;
mod shared;
mod sheet;
mod shelter;
mod table;
mod text;

pub use codes::{CODES, Code, CodeInfo, Severity};
pub use delimited::{Delimited, Field, guarded, quoted, unguarded};
pub use file::{Files, MAX_FILE_BYTES, SourceFile};
pub use nearest::nearest;
pub use place::{FileId, Place};
pub use problem::{Problem, Problems};
pub use shared::SharedText;
pub use sheet::Sheet;
pub use shelter::sheltered;
pub use table::{Literal, Table, Value, parse_toml};
pub use text::{Lang, Text};
