//! How a command ended.

/// The outcome of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Done.
    Done,
    /// The input has errors; nothing was written.
    InputErrors,
    /// Done, and a cap is exceeded.
    Breached,
    /// The command line was wrong.
    Usage,
    /// Stopped by Ctrl-C before it was done.
    Interrupted,
}

impl Outcome {
    /// The exit code of the process.
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::InputErrors => 1,
            Self::Breached => 2,
            Self::Usage => 64,
            Self::Interrupted => 130,
        }
    }
}
