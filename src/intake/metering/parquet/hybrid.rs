//! Run lengths and packed bits (RLE/bit-packed hybrid), read a few rows at a time.
//!
//! Source: Apache Parquet, Encodings, "Run Length Encoding / Bit-Packing Hybrid (RLE = 3)".

use polars_parquet::parquet::encoding::bitpacked::Decoder;

use super::Damage;

/// So many packed values are unpacked at once; a multiple of the 32 that are packed together.
const UNPACKED: usize = 4096;

/// A stretch of codes.
#[derive(Debug, Clone, Copy)]
enum Run {
    /// The same code so many times.
    Same { code: u32, left: usize },
    /// Packed from a byte on, so many of them.
    Packed { at: usize, left: usize },
}

/// Codes of a page.
#[derive(Debug, Default)]
pub struct Hybrid {
    bytes: Vec<u8>,
    at: usize,
    end: usize,
    bits: usize,
    left: usize,
    run: Option<Run>,
    unpacked: Vec<u32>,
    taken: usize,
}

impl Hybrid {
    /// The codes in these bytes: so many, each of so many bits. The buffer is taken over.
    ///
    /// # Errors
    /// [`Damage`] for codes of more than 32 bits.
    pub fn new(bytes: Vec<u8>, at: usize, end: usize, bits: u8, count: usize) -> Result<Self, Damage> {
        if bits > 32 || end > bytes.len() || at > end {
            return Err(Damage("codes lie outside their page"));
        }
        Ok(Self { bytes, at, end, bits: bits.into(), left: count, run: None, unpacked: Vec::new(), taken: 0 })
    }

    /// The buffer of the page, to be used again.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// The code that the next rows have in common, and how many of them there are.
    ///
    /// # Errors
    /// [`Damage`] if the page ends before its codes do.
    pub fn same(&mut self) -> Result<Option<(u32, usize)>, Damage> {
        if self.taken < self.unpacked.len() || self.left == 0 {
            return Ok(None);
        }
        Ok(match self.run()? {
            Run::Same { code, left } => Some((code, left)),
            Run::Packed { .. } => None,
        })
    }

    /// Appends the next codes.
    ///
    /// # Errors
    /// [`Damage`] if there are fewer.
    pub fn take(&mut self, mut count: usize, into: &mut Vec<u32>) -> Result<(), Damage> {
        while count > 0 {
            if self.taken < self.unpacked.len() {
                let some = count.min(self.unpacked.len() - self.taken);
                into.extend_from_slice(&self.unpacked[self.taken..self.taken + some]);
                self.taken += some;
                self.left -= some;
                count -= some;
                continue;
            }
            match self.run()? {
                Run::Same { code, left } => {
                    let some = count.min(left);
                    into.resize(into.len() + some, code);
                    self.skip_same(some);
                    count -= some;
                }
                Run::Packed { at, left } => self.unpack(at, left)?,
            }
        }
        Ok(())
    }

    /// Leaves out codes that [`Self::same`] has told.
    pub fn skip_same(&mut self, count: usize) {
        if let Some(Run::Same { left, .. }) = &mut self.run {
            *left -= count;
            self.left -= count;
            if *left == 0 {
                self.run = None;
            }
        }
    }

    fn unpack(&mut self, at: usize, left: usize) -> Result<(), Damage> {
        let some = left.min(UNPACKED);
        let next = at + (some * self.bits).div_ceil(8);
        self.unpacked.clear();
        self.taken = 0;
        let packed = self.bytes.get(at..next.min(self.end)).ok_or(SHORT)?;
        Decoder::try_new(packed, self.bits, some).map_err(|_| SHORT)?.collect_into(&mut self.unpacked);
        self.run = (left > some).then_some(Run::Packed { at: next, left: left - some });
        Ok(())
    }

    /// The run that is being read, or the next one.
    fn run(&mut self) -> Result<Run, Damage> {
        if let Some(run) = self.run {
            return Ok(run);
        }
        if self.left == 0 {
            return Err(SHORT);
        }
        if self.bits == 0 {
            return Ok(*self.run.insert(Run::Same { code: 0, left: self.left }));
        }
        let head = self.varint()?;
        let count = usize::try_from(head >> 1).map_err(|_| SHORT)?;
        let run = if head & 1 == 1 {
            let bytes = count.checked_mul(self.bits).ok_or(SHORT)?.min(self.end - self.at);
            let run = Run::Packed { at: self.at, left: (bytes * 8 / self.bits).min(self.left) };
            self.at += bytes;
            run
        } else {
            let width = self.bits.div_ceil(8);
            let mut code = [0; 4];
            code[..width].copy_from_slice(self.bytes.get(self.at..self.at + width).ok_or(SHORT)?);
            self.at += width;
            Run::Same { code: u32::from_le_bytes(code), left: count.min(self.left) }
        };
        match run {
            Run::Same { left: 0, .. } | Run::Packed { left: 0, .. } => Err(SHORT),
            run => Ok(*self.run.insert(run)),
        }
    }

    fn varint(&mut self) -> Result<u64, Damage> {
        let mut value = 0;
        for shift in (0..35).step_by(7) {
            let byte = *self.bytes[..self.end].get(self.at).ok_or(SHORT)?;
            self.at += 1;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(SHORT)
    }
}

const SHORT: Damage = Damage("a page ends before its values do");
