//! Words as numbers: within a row group (a dictionary), and within a run (names).

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use foldhash::fast::FixedState;

/// Words with a code each. Code 0 stands for no word.
#[derive(Debug)]
pub struct Dictionary {
    bytes: Vec<u8>,
    /// Where the words end.
    ends: Vec<usize>,
    /// Codes by word; filled when a word is looked for.
    codes: HashMap<Box<[u8]>, u32, FixedState>,
    /// The word last looked for.
    last: u32,
}

impl Default for Dictionary {
    fn default() -> Self {
        Self { bytes: Vec::new(), ends: vec![0], codes: HashMap::default(), last: 0 }
    }
}

impl Dictionary {
    /// How many codes there are, that of no word counted.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// The word of a code; empty for code 0.
    pub fn word(&self, code: u32) -> &[u8] {
        let code = code as usize;
        let start = if code == 0 { 0 } else { self.ends[code - 1] };
        &self.bytes[start..self.ends[code]]
    }

    /// Puts a word at the end.
    pub fn push(&mut self, word: &[u8]) -> u32 {
        self.bytes.extend_from_slice(word);
        self.ends.push(self.bytes.len());
        (self.ends.len() - 1) as u32
    }

    /// The code of a word, a new one if it has none.
    pub fn code(&mut self, word: &[u8]) -> u32 {
        if self.last > 0 && self.word(self.last) == word {
            return self.last;
        }
        if self.codes.is_empty() {
            for code in (1..self.ends.len() as u32).rev() {
                self.codes.insert(self.word(code).into(), code);
            }
        }
        self.last = match self.codes.get(word) {
            Some(code) => *code,
            None => {
                let code = self.push(word);
                self.codes.insert(word.into(), code);
                code
            }
        };
        self.last
    }
}

/// A word of the run.
pub type NameId = u32;

/// The words of a run, each once; 0 is the empty one.
#[derive(Debug)]
pub struct Names {
    all: Mutex<(HashMap<Box<str>, NameId, FixedState>, Vec<Box<str>>)>,
}

impl Names {
    /// Words that have numbers already; none for a run that begins.
    pub fn from_words(mut words: Vec<Box<str>>) -> Self {
        if words.is_empty() {
            words.push("".into());
        }
        let ids = words.iter().zip(0..).map(|(word, id)| (word.clone(), id)).collect();
        Self { all: Mutex::new((ids, words)) }
    }

    /// The number of a word, spaces around it left out.
    pub fn id(&self, word: &str) -> NameId {
        let word = word.trim();
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        let (ids, words) = &mut *all;
        if let Some(id) = ids.get(word) {
            return *id;
        }
        let id = words.len() as NameId;
        ids.insert(word.into(), id);
        words.push(word.into());
        id
    }

    /// Words by their numbers.
    pub fn words_of<const N: usize>(&self, ids: [NameId; N]) -> [Box<str>; N] {
        let all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        ids.map(|id| all.1[id as usize].clone())
    }

    /// All words, by number.
    pub fn words(&self) -> Vec<Box<str>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner).1.clone()
    }
}

/// The words that one thread has met, so that threads seldom wait for each other.
#[derive(Debug)]
pub struct LocalNames<'n> {
    names: &'n Names,
    met: HashMap<Box<[u8]>, NameId, FixedState>,
}

impl<'n> LocalNames<'n> {
    /// Words that are numbered among these.
    pub fn new(names: &'n Names) -> Self {
        Self { names, met: HashMap::default() }
    }

    /// The number of a word; none if it is no text. What is not UTF-8 is read as GB 18030.
    pub fn id(&mut self, word: &[u8]) -> Option<NameId> {
        if let Some(id) = self.met.get(word) {
            return Some(*id);
        }
        let id = match std::str::from_utf8(word) {
            Ok(text) => self.names.id(text),
            Err(_) => {
                let (text, _, broken) = encoding_rs::GB18030.decode(word);
                if broken {
                    return None;
                }
                self.names.id(&text)
            }
        };
        self.met.insert(word.into(), id);
        Some(id)
    }
}
