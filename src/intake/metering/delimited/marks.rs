//! Where fields end: the places of delimiters and line ends in a piece of text.

/// Bytes that are looked at together.
const CHUNK: usize = 64;

/// Places in a text, in order. The one before them all stands for what ends before the text.
#[derive(Debug, Default)]
pub struct Marks {
    places: Vec<u32>,
    count: usize,
}

impl Marks {
    /// Forgets all places; the text begins at this one.
    pub fn begin(&mut self, at: usize) {
        if self.places.is_empty() {
            self.places.resize(CHUNK, 0);
        }
        self.places[0] = (at as u32).wrapping_sub(1);
        self.count = 1;
    }

    /// Finds the delimiters and line ends of a part of a text.
    pub fn find(&mut self, text: &[u8], from: usize, to: usize, delimiter: u8) {
        self.begin(from);
        let mut at = from;
        while at < to {
            let mut bits = match text.get(at..).and_then(|rest| rest.first_chunk::<CHUNK>()) {
                Some(chunk) => matching(chunk, delimiter),
                None => {
                    let mut chunk = [0; CHUNK];
                    chunk[..text.len() - at].copy_from_slice(&text[at..]);
                    matching(&chunk, delimiter)
                }
            };
            if to - at < CHUNK {
                bits &= (1 << (to - at)) - 1;
            }
            self.put(bits, at as u32);
            at += CHUNK;
        }
    }

    #[inline]
    fn put(&mut self, mut bits: u64, base: u32) {
        let found = bits.count_ones() as usize;
        if self.places.len() < self.count + CHUNK {
            self.places.resize((self.count + CHUNK) * 2, 0);
        }
        let places = &mut self.places[self.count..self.count + CHUNK];
        // As many as most chunks have, without asking whether they are there: what is put too much is written over.
        for place in &mut places[..8] {
            *place = base + bits.trailing_zeros();
            bits &= bits.wrapping_sub(1);
        }
        if found > 8 {
            for place in &mut places[8..16] {
                *place = base + bits.trailing_zeros();
                bits &= bits.wrapping_sub(1);
            }
            for place in places.iter_mut().take(found).skip(16) {
                *place = base + bits.trailing_zeros();
                bits &= bits.wrapping_sub(1);
            }
        }
        self.count += found;
    }

    /// Puts a place at the end.
    pub fn push(&mut self, place: usize) {
        if self.places.len() == self.count {
            self.places.resize(self.count * 2, 0);
        }
        self.places[self.count] = place as u32;
        self.count += 1;
    }

    /// How many there are, the one before them all left out.
    pub fn len(&self) -> usize {
        self.count - 1
    }

    /// Forgets all but the first so many.
    pub fn truncate(&mut self, len: usize) {
        self.count = self.count.min(len + 1);
    }

    /// All places, after the one before them.
    pub fn places(&self) -> &[u32] {
        &self.places[..self.count]
    }
}

/// The bytes of a chunk that are a delimiter or a line end, as bits.
#[inline]
fn matching(chunk: &[u8; CHUNK], delimiter: u8) -> u64 {
    let mut found = [0u8; CHUNK];
    for (found, byte) in found.iter_mut().zip(chunk) {
        *found = if (*byte == delimiter) | (*byte == b'\n') { 0xff } else { 0 };
    }
    let mut bits = 0;
    for (at, eight) in found.as_chunks::<8>().0.iter().enumerate() {
        // A bit of each byte, gathered in the uppermost one.
        let gathered = (u64::from_le_bytes(*eight) & 0x8040_2010_0804_0201).wrapping_mul(0x0101_0101_0101_0101) >> 56;
        bits |= gathered << (at * 8);
    }
    bits
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Marks;

    proptest! {
        #[test]
        fn every_delimiter_and_line_end_is_found(
            text in prop::collection::vec(prop::sample::select(b",\nab;\x80\xac\x8a".to_vec()), 0..400),
            from in 0usize..400,
            to in 0usize..400,
        ) {
            let to = to.min(text.len());
            let from = from.min(to);
            let mut marks = Marks::default();
            marks.find(&text, from, to, b',');
            let expected: Vec<u32> = (from..to).filter(|at| matches!(text[*at], b',' | b'\n')).map(|at| at as u32).collect();
            prop_assert_eq!(&marks.places()[1..], &expected);
            prop_assert_eq!(marks.places()[0].wrapping_add(1), from as u32);
        }
    }
}
