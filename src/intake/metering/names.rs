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
    /// True if words can be looked for.
    indexed: bool,
    /// Short words with their codes, each near the place that its bytes tell; code 0 is a free place.
    short: Vec<(Short, u32)>,
    shorts: usize,
    long: HashMap<Box<[u8]>, u32, FixedState>,
    /// The short word last looked for.
    last: (Short, u32),
    /// True if a word mostly follows itself: only then it is compared with the one before, which costs more than it saves elsewhere.
    in_runs: bool,
}

/// So many bytes has a short word at most.
const SHORT: usize = 16;

/// A short word as integers, so that it is compared without a loop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Short {
    length: u64,
    first: u64,
    last: u64,
}

/// By length, masks that leave the bytes of a short word.
static LEFT: [[u64; 2]; SHORT + 1] = {
    let mut masks = [[0; 2]; SHORT + 1];
    let mut at = 0;
    while at < SHORT * SHORT {
        let (length, byte) = (1 + at / SHORT, at % SHORT);
        if byte < length {
            masks[length][byte / 8] |= 0xff << (8 * (byte % 8));
        }
        at += 1;
    }
    masks
};

impl Short {
    /// The word in a text, from a place on and so long: what follows it in the text is cut off without asking how long it is.
    #[inline]
    fn of(text: &[u8], start: usize, length: usize) -> Option<Self> {
        let masks = LEFT.get(length)?;
        let rest = text.get(start..)?;
        let bytes = match rest.first_chunk::<SHORT>() {
            Some(bytes) => u128::from_le_bytes(*bytes),
            None => few_bytes(rest),
        };
        let (first, last) = (bytes as u64 & masks[0], (bytes >> 64) as u64 & masks[1]);
        Some(Self { length: length as u64, first, last })
    }

    /// Where it is looked for first, in a table of so many places: a power of two.
    #[inline]
    fn place(self, places: usize) -> usize {
        let mixed = (self.first ^ self.last.rotate_left(29) ^ self.length).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed ^ (mixed >> 32)) as usize & (places - 1)
    }
}

/// The bytes of a text of less than sixteen, as an integer. Two parts that overlap say the same where they do.
#[inline]
fn few_bytes(text: &[u8]) -> u128 {
    let beside =
        |first: u64, last: u64, width: usize| u128::from(first) | u128::from(last) << (8 * (text.len() - width));
    match (text.first_chunk::<8>(), text.last_chunk::<8>(), text.first_chunk::<4>(), text.last_chunk::<4>()) {
        (Some(first), Some(last), ..) => beside(u64::from_le_bytes(*first), u64::from_le_bytes(*last), 8),
        (.., Some(first), Some(last)) => {
            let [first, last] = [first, last].map(|four| u64::from(u32::from_le_bytes(*four)));
            beside(first, last, 4)
        }
        _ => text.iter().rev().fold(0, |bytes, byte| bytes << 8 | u128::from(*byte)),
    }
}

impl Default for Dictionary {
    fn default() -> Self {
        Self {
            bytes: Vec::new(),
            ends: vec![0],
            indexed: false,
            short: Vec::new(),
            shorts: 0,
            long: HashMap::default(),
            last: (Short::default(), 0),
            in_runs: false,
        }
    }
}

impl Dictionary {
    /// How many codes there are, that of no word counted.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// True if it has the words of another one, with the same codes.
    pub fn has_words_of(&self, other: &Self) -> bool {
        self.ends == other.ends && self.bytes == other.bytes
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
    #[inline]
    pub fn code(&mut self, word: &[u8]) -> u32 {
        self.code_in(word, 0, word.len())
    }

    /// The same of a word in a text.
    #[inline]
    pub fn code_in(&mut self, text: &[u8], start: usize, end: usize) -> u32 {
        let Some(short) = Short::of(text, start, end - start) else { return self.long_code(&text[start..end]) };
        if self.in_runs && self.last.0 == short && self.last.1 > 0 {
            return self.last.1;
        }
        if !self.indexed {
            self.index();
        }
        let mut place = short.place(self.short.len());
        loop {
            let (known, code) = self.short[place];
            if known == short && code != 0 {
                self.last = (short, code);
                return code;
            }
            if code == 0 {
                break;
            }
            place = (place + 1) & (self.short.len() - 1);
        }
        self.new_code(short, &text[start..end])
    }

    /// Takes what the words last looked for tell: whether those to come follow themselves.
    pub fn heed(&mut self, codes: &[u32]) {
        let again = codes.windows(2).filter(|pair| pair[0] == pair[1]).count();
        self.in_runs = again * 8 > codes.len() * 7;
    }

    #[cold]
    fn new_code(&mut self, short: Short, word: &[u8]) -> u32 {
        let code = self.push(word);
        self.note(short, code);
        code
    }

    fn long_code(&mut self, word: &[u8]) -> u32 {
        if !self.indexed {
            self.index();
        }
        if let Some(code) = self.long.get(word) {
            return *code;
        }
        let code = self.push(word);
        self.long.insert(word.into(), code);
        code
    }

    /// Makes the words that were pushed known; of two that are the same, the first.
    #[cold]
    fn index(&mut self) {
        self.indexed = true;
        self.short.resize(64, (Short::default(), 0));
        for code in 1..self.ends.len() as u32 {
            let word = self.word(code);
            match Short::of(word, 0, word.len()) {
                Some(short) => self.note(short, code),
                None => {
                    let word: Box<[u8]> = self.word(code).into();
                    self.long.entry(word).or_insert(code);
                }
            }
        }
    }

    fn note(&mut self, short: Short, code: u32) {
        self.shorts += 1;
        if self.shorts * 2 > self.short.len() {
            let places = self.short.len() * 2;
            let before = std::mem::replace(&mut self.short, vec![(Short::default(), 0); places]);
            for (short, code) in before.into_iter().filter(|(_, code)| *code > 0) {
                self.put(short, code);
            }
        }
        self.put(short, code);
    }

    fn put(&mut self, short: Short, code: u32) {
        let mut place = short.place(self.short.len());
        while self.short[place].1 > 0 {
            if self.short[place].0 == short {
                return;
            }
            place = (place + 1) & (self.short.len() - 1);
        }
        self.short[place] = (short, code);
    }
}

/// A word of the run.
pub type NameId = u32;

/// The words of a run, each once; 0 is the empty one.
#[derive(Debug)]
pub struct Names {
    all: Mutex<Numbered>,
}

/// Numbers by word, and words by number.
type Numbered = (HashMap<Box<str>, NameId, FixedState>, Vec<Box<str>>);

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

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::Dictionary;

    proptest! {
        #[test]
        fn equal_words_have_equal_codes(
            pushed in prop::collection::vec("[ab]{0,3}|[a-c]{4,20}", 0..8),
            words in prop::collection::vec("[ab]{0,3}|[a-c]{4,20}", 0..300),
        ) {
            let mut dictionary = Dictionary::default();
            for word in &pushed {
                dictionary.push(word.as_bytes());
            }
            let mut codes: HashMap<&str, u32> = HashMap::new();
            for word in &words {
                let code = dictionary.code(word.as_bytes());
                prop_assert_eq!(dictionary.word(code), word.as_bytes());
                prop_assert_eq!(*codes.entry(word).or_insert(code), code);
            }
            // The same in a text, whatever stands around them and whether they are said to follow themselves.
            let text = words.concat();
            let mut at = 0;
            for word in &words {
                dictionary.heed(if at % 2 == 0 { &[1, 1, 1, 1, 1, 1, 1, 1, 1] } else { &[1, 2] });
                prop_assert_eq!(dictionary.code_in(text.as_bytes(), at, at + word.len()), codes[word.as_str()]);
                at += word.len();
            }
        }
    }
}
