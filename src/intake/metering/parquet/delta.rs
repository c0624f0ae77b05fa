//! Integers as differences (DELTA_BINARY_PACKED).
//!
//! Source: Apache Parquet, Encodings, "Delta Encoding (DELTA_BINARY_PACKED = 5)".

use polars_parquet::parquet::encoding::bitpacked::Decoder;

use super::Damage;

const SHORT: Damage = Damage("a page ends before its values do");

/// A page may hold so many: as equal integers take no room in it, its size does not bound them.
const MOST: usize = 32 << 20;

/// The integers, at most so many, and how many bytes they took.
///
/// # Errors
/// [`Damage`] if the bytes are not such integers.
pub fn decode(bytes: &[u8], most: usize) -> Result<(Vec<i64>, usize), Damage> {
    let mut at = 0;
    let block = unsigned(bytes, &mut at)? as usize;
    let minis = unsigned(bytes, &mut at)? as usize;
    let count = unsigned(bytes, &mut at)? as usize;
    let mut last = signed(bytes, &mut at)?;
    let even = minis > 0 && block > 0 && block.is_multiple_of(minis) && (block / minis).is_multiple_of(32);
    if count > most.min(MOST) || !even {
        return Err(Damage("a page of differences says what cannot be"));
    }
    let of_mini = block / minis;
    let mut values = Vec::with_capacity(count);
    if count > 0 {
        values.push(last);
    }
    let mut differences = Vec::new();
    while values.len() < count {
        let least = signed(bytes, &mut at)?;
        let widths = bytes.get(at..at + minis).ok_or(SHORT)?;
        at += minis;
        for width in widths {
            let left = count - values.len();
            if left == 0 {
                break;
            }
            let width = usize::from(*width);
            let size = (of_mini * width).div_ceil(8);
            // The last block may be cut off after its last value.
            let packed = bytes.get(at..bytes.len().min(at + size)).ok_or(SHORT)?;
            at += packed.len();
            differences.clear();
            let some = left.min(of_mini);
            match width {
                0 => differences.resize(some, 0),
                1..=64 => {
                    let packed = Decoder::<u64>::try_new(packed, width, some).map_err(|_| SHORT)?;
                    packed.collect_into(&mut differences);
                }
                _ => return Err(Damage("a page of differences says what cannot be")),
            }
            for difference in &differences {
                last = last.wrapping_add(least).wrapping_add(*difference as i64);
                values.push(last);
            }
        }
    }
    Ok((values, at))
}

fn unsigned(bytes: &[u8], at: &mut usize) -> Result<u64, Damage> {
    let mut value = 0u64;
    for shift in (0..64).step_by(7) {
        let byte = *bytes.get(*at).ok_or(SHORT)?;
        *at += 1;
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Ok(value);
        }
    }
    Err(SHORT)
}

fn signed(bytes: &[u8], at: &mut usize) -> Result<i64, Damage> {
    let value = unsigned(bytes, at)?;
    Ok((value >> 1) as i64 ^ -((value & 1) as i64))
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn a_page_of_a_few_bytes_does_not_ask_for_gigabytes() {
        // A block of 2^31 integers in one part, which is as many as there are; the first is 0, and every step is.
        let many = [0x80, 0x80, 0x80, 0x80, 0x08];
        let page = [&many[..], &[1], &many, &[0, 0, 0]].concat();
        assert!(decode(&page, usize::MAX).is_err());
        // The same of 128 in four parts.
        let page = [0x80, 0x01, 4, 0x80, 0x01, 0, 0, 0, 0, 0, 0];
        assert!(decode(&page, 128).is_ok_and(|(values, at)| values == [0; 128] && at == page.len()));
    }
}
