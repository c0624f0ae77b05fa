//! What every command begins with: the library, the park, the problems found in them.

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use super::metered::of_meter_data;
use super::outcome::Outcome;
use super::park_args::{ParkArgs, ViewArg};
use crate::factors::{Library, Standard};
use crate::intake::metering::{Covered, gaps};
use crate::inventory::View;
use crate::output::{Look, problems_text, real};
use crate::park::{Park, open_park};
use crate::quantity::Period;
use crate::source::{Code, Files, Lang, Problem, Problems, Text};

/// Everything that was read.
pub struct Session {
    pub files: Files,
    pub library: Library,
    pub park: Park,
    /// What the result must say of meter data.
    pub notices: Vec<Problem>,
    /// How fully the meters of `--meter` have read.
    pub covered: Vec<Covered>,
    /// Files of readings, which are read in parts and are not among the files.
    pub readings: Vec<PathBuf>,
}

impl Session {
    /// Opens a park that has no errors, or prints its problems.
    pub fn open(args: &ParkArgs, allow_recalled: bool, lang: Lang) -> Result<Self, Outcome> {
        let (mut files, mut problems) = (Files::default(), Problems::default());
        match open_park(&args.park, args.factors.as_deref(), &mut files, &mut problems) {
            Some((library, mut park)) if !problems.has_errors() => {
                park.accounting.allow_recalled |= allow_recalled;
                Ok(Self {
                    files,
                    library,
                    park,
                    notices: of_meter_data(problems),
                    covered: Vec::new(),
                    readings: Vec::new(),
                })
            }
            _ => Err(fail(&problems, &files, lang)),
        }
    }

    /// The period asked for, or the latest year with data.
    pub fn period(&self, asked: Option<&str>, lang: Lang) -> Result<Period, Outcome> {
        let Some(text) = asked else {
            let latest = self.park.periods().iter().map(|p| p.last_year()).max();
            return latest.map(Period::year).ok_or_else(|| {
                let problem =
                    Problem::new(Code::NothingInPeriod, Text::new("the park has no activity", "园区没有活动数据"));
                self.fail_with(problem, lang)
            });
        };
        read_period(text).map_err(|problem| self.fail_with(*problem, lang))
    }

    /// The period asked for, or the latest accounting period with data; where data end with a longer period, that one.
    pub fn until(&self, asked: Option<&str>, lang: Lang) -> Result<Period, Outcome> {
        let granularity = self.park.accounting.granularity;
        let last = self.park.periods().into_iter().max_by_key(|p| (p.last_month(), std::cmp::Reverse(p.months())));
        let latest = last.map(|period| match period.months() > granularity.months() {
            true => period.covering(granularity),
            false => period.last_month().accounting(granularity),
        });
        match (asked, latest) {
            (None, Some(latest)) => Ok(latest),
            (asked, _) => self.period(asked, lang),
        }
    }

    /// The standard asked for, or that of the park, in the edition of the period.
    pub fn standard(&self, asked: Option<&str>, period: Period, lang: Lang) -> Result<&Standard, Outcome> {
        let id = asked.unwrap_or(&self.park.accounting.standard);
        self.library.standard(id, period).map_err(|problem| self.fail_with(*problem, lang))
    }

    /// True if a file stands beside the park file.
    pub fn stands_beside(&self, file: &str) -> bool {
        self.files.stands_beside(self.park.file, file)
    }

    /// What a result about a period must say of meter data.
    pub fn meter_notices(&self, period: Period) -> Vec<Problem> {
        self.notices.iter().cloned().chain(gaps(&self.covered, period)).collect()
    }

    /// Prints problems and gives the outcome.
    pub fn fail(&self, problems: &Problems, lang: Lang) -> Outcome {
        fail(problems, &self.files, lang)
    }

    /// Prints one problem and gives the outcome.
    pub fn fail_with(&self, problem: Problem, lang: Lang) -> Outcome {
        let mut problems = Problems::default();
        problems.add(problem);
        self.fail(&problems, lang)
    }

    /// Prints bytes, or writes them whole to a file; a file that was read is never written over.
    pub fn deliver(&self, content: &[u8], output: Option<&Path>, lang: Lang) -> Outcome {
        let is_reading = |path: &Path| self.readings.iter().any(|reading| real(reading) == real(path));
        write(content, output, |path| self.files.contains(path) || is_reading(path), lang)
    }
}

/// Prints bytes, or writes them whole to a file that is no input of the run.
pub fn write(content: &[u8], output: Option<&Path>, is_input: impl Fn(&Path) -> bool, lang: Lang) -> Outcome {
    let Some(path) = output else {
        let mut stdout = std::io::stdout();
        return printed(stdout.write_all(content).and_then(|()| stdout.flush()), lang);
    };
    let shown = path.display();
    let text = if is_input(path) {
        Text::new(
            format!("{shown} is an input of this run and is left as it is"),
            format!("{shown} 是本次运行的输入文件，未作改动"),
        )
    } else {
        match crate::output::write_whole(path, content) {
            Ok(()) => return Outcome::Done,
            Err(error) => {
                Text::new(format!("{shown} cannot be written: {error}"), format!("无法写入 {shown}：{error}"))
            }
        }
    };
    eprint_text(&format!("{}\n", text.get(lang)));
    Outcome::InputErrors
}

/// The period of `--period`, or the problem with it.
pub fn read_period(text: &str) -> Result<Period, Box<Problem>> {
    text.parse().map_err(|()| {
        let problem = Problem::new(
            Code::NotAPeriod,
            Text::new(format!("--period {text}: not a period"), format!("--period {text}：不是有效期间")),
        )
        .hint(Text::new(
            "write 2023, 2023H1, 2023Q1, 2023-03 or 2023Q1..Q3",
            "写作 2023、2023H1、2023Q1、2023-03 或 2023Q1..Q3",
        ));
        Box::new(problem)
    })
}

/// Prints problems to standard error and gives the outcome.
pub fn fail(problems: &Problems, files: &Files, lang: Lang) -> Outcome {
    report(problems, files, lang);
    Outcome::InputErrors
}

/// Prints problems, if there are any, to standard error.
pub fn report(problems: &Problems, files: &Files, lang: Lang) {
    if !problems.is_empty() {
        eprint_text(&problems_text(&problems.sorted(), files, lang));
        eprint_text(&count(problems, lang));
    }
}

/// One line that counts problems.
pub fn count(problems: &Problems, lang: Lang) -> String {
    let errors = problems.sorted().iter().filter(|p| p.severity() == crate::source::Severity::Error).count();
    let others = problems.len() - errors;
    match lang {
        Lang::En => format!("{errors} error(s), {others} warning(s) and notices\n"),
        Lang::Zh => format!("{errors} 个错误，{others} 个警告或说明\n"),
    }
}

/// How tables look on standard output.
pub fn look() -> Look {
    if std::io::stdout().is_terminal() { Look::Terminal } else { Look::Plain }
}

/// Prints to standard output, in colour on a terminal only.
pub fn print_text(text: &str, lang: Lang) -> Outcome {
    printed(anstream::stdout().write_all(text.as_bytes()), lang)
}

/// A reader that went away (a pipe to `head`) is no error; a full disk is one.
fn printed(result: std::io::Result<()>, lang: Lang) -> Outcome {
    match result {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            eprint_text(&match lang {
                Lang::En => format!("the output cannot be written: {error}\n"),
                Lang::Zh => format!("无法写出结果：{error}\n"),
            });
            Outcome::InputErrors
        }
        _ => Outcome::Done,
    }
}

/// Prints to standard error, in colour on a terminal only.
pub fn eprint_text(text: &str) {
    let _ = anstream::stderr().write_all(text.as_bytes());
}

impl From<ViewArg> for View {
    fn from(view: ViewArg) -> Self {
        match view {
            ViewArg::Park => Self::Park,
            ViewArg::Net => Self::Net,
            ViewArg::Gross => Self::Gross,
            ViewArg::Responsibility => Self::Responsibility,
        }
    }
}
