//! `new`: a commented park that already runs.

use super::args::NewArgs;
use super::outcome::Outcome;
use super::session::print_text;
use crate::output::write_whole;
use crate::source::Lang;

const TEMPLATE: &str = include_str!("new_park.toml");

pub fn run(args: &NewArgs, lang: Lang) -> Outcome {
    let file = args.dir.join("park.toml");
    if file.exists() {
        match lang {
            Lang::En => eprintln!("{} exists already and is left as it is", file.display()),
            Lang::Zh => eprintln!("{} 已存在，未作改动", file.display()),
        }
        return Outcome::InputErrors;
    }
    let written = std::fs::create_dir_all(&args.dir).and_then(|()| write_whole(&file, TEMPLATE.as_bytes()));
    if let Err(error) = written {
        match lang {
            Lang::En => eprintln!("{} cannot be written: {error}", file.display()),
            Lang::Zh => eprintln!("无法写入 {}：{error}", file.display()),
        }
        return Outcome::InputErrors;
    }
    let dir = args.dir.display();
    let text = match lang {
        Lang::En => format!(
            "{} written. Next:\n  parkcarbon check {dir}\n  parkcarbon account {dir} --period 2024Q1\n",
            file.display()
        ),
        Lang::Zh => format!(
            "已生成 {}。下一步：\n  parkcarbon check {dir}\n  parkcarbon account {dir} --period 2024Q1\n",
            file.display()
        ),
    };
    print_text(&text, lang)
}
