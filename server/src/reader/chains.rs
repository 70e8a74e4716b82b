//! The chains of sectors of which a compound file (an old workbook) is made. A damaged one may lead back into itself;
//! calamine would follow it until the memory ends, so that is found out before.

/// In the place of a sector's successor: there is none.
const NONE_FROM: u32 = 0xFFFF_FFFA;
/// Entries of the table of tables in the header.
const IN_HEADER: usize = 109;

/// A compound file as far as its chains go.
struct Sectors<'b> {
    bytes: &'b [u8],
    /// Bytes of a sector.
    size: usize,
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|four| u32::from_le_bytes(*four))
}

impl<'b> Sectors<'b> {
    fn of(bytes: &'b [u8]) -> Option<Self> {
        let shift = u32::from(*bytes.get(0x1E)?);
        (shift == 9 || shift == 12).then(|| Self { bytes, size: 1 << shift })
    }

    /// The numbers in a sector; none beyond the end.
    fn numbers(&self, id: u32) -> impl Iterator<Item = u32> + use<'b> {
        let begin = (id as usize).checked_add(1).and_then(|at| at.checked_mul(self.size));
        let sector = begin.and_then(|begin| self.bytes.get(begin..)).unwrap_or_default();
        let sector = sector.get(..self.size.min(sector.len())).unwrap_or_default();
        sector.as_chunks().0.iter().map(|four| u32::from_le_bytes(*four))
    }

    /// The successor of each sector.
    fn table(&self) -> Vec<u32> {
        let mut tables: Vec<u32> =
            (0..IN_HEADER).filter_map(|n| number(self.bytes, 0x4C + 4 * n)).filter(|id| *id < NONE_FROM).collect();
        let mut more = number(self.bytes, 0x44).filter(|id| *id < NONE_FROM);
        // No more tables than there are sectors, whatever they say.
        for _ in 0..self.bytes.len() / self.size {
            let Some(id) = more else { break };
            let mut all: Vec<u32> = self.numbers(id).collect();
            more = all.pop().filter(|id| *id < NONE_FROM);
            tables.extend(all.into_iter().filter(|id| *id < NONE_FROM));
        }
        tables.truncate(self.bytes.len() / self.size);
        tables.into_iter().flat_map(|id| self.numbers(id)).collect()
    }

    /// The successors of the small sectors, which are kept in a chain of sectors.
    fn small_table(&self, table: &[u32]) -> Vec<u32> {
        let mut all = Vec::new();
        let mut at = number(self.bytes, 0x3C).filter(|id| *id < NONE_FROM);
        for _ in 0..table.len() {
            let Some(id) = at else { break };
            all.extend(self.numbers(id));
            at = table.get(id as usize).copied().filter(|id| *id < NONE_FROM);
        }
        all
    }
}

/// Whether a chain of successors leads back into itself.
fn goes_round(next: &[u32]) -> bool {
    /// Not seen, in the chain that is being followed, or in one that ends.
    const NEW: u8 = 0;
    const HERE: u8 = 1;
    const ENDS: u8 = 2;
    let mut seen = vec![NEW; next.len()];
    for start in 0..next.len() {
        let mut path = Vec::new();
        let mut at = start;
        while let Some(mark) = seen.get_mut(at) {
            match *mark {
                HERE => return true,
                ENDS => break,
                _ => *mark = HERE,
            }
            path.push(at);
            at = next.get(at).map_or(usize::MAX, |next| *next as usize);
        }
        for at in path {
            if let Some(mark) = seen.get_mut(at) {
                *mark = ENDS;
            }
        }
    }
    false
}

/// Whether a chain of a compound file leads back into itself. What is damaged otherwise is not found out here.
pub fn go_round(bytes: &[u8]) -> bool {
    let Some(sectors) = Sectors::of(bytes) else { return false };
    let table = sectors.table();
    goes_round(&table) || goes_round(&sectors.small_table(&table))
}

#[cfg(test)]
mod tests {
    use super::*;

    const END: u32 = 0xFFFF_FFFE;

    /// A compound file of one table in its first sector.
    fn file(next: &[u32], small: &[u32]) -> Vec<u8> {
        let mut bytes = vec![0; 512 * 3];
        bytes[0x1E] = 9;
        let mut put = |at: usize, number: u32| bytes[at..at + 4].copy_from_slice(&number.to_le_bytes());
        (0..IN_HEADER).for_each(|n| put(0x4C + 4 * n, u32::MAX));
        put(0x44, END);
        put(0x4C, 0);
        put(0x3C, 1);
        (0..128).for_each(|n| put(512 + 4 * n, next.get(n).copied().unwrap_or(u32::MAX)));
        (0..128).for_each(|n| put(1024 + 4 * n, small.get(n).copied().unwrap_or(u32::MAX)));
        bytes
    }

    #[test]
    fn a_chain_that_bites_its_tail_is_found() {
        assert!(!go_round(&file(&[END, END, 3, 4, END], &[1, 2, END])));
        assert!(go_round(&file(&[END, END, 3, 4, 2], &[])), "over several");
        assert!(go_round(&file(&[END, END, 2], &[])), "over itself");
        assert!(go_round(&file(&[END, END], &[1, 0])), "of small sectors");
        assert!(go_round(&file(&[END, 1], &[])), "of the table of small sectors");
    }

    #[test]
    fn what_is_no_compound_file_has_no_chains() {
        assert!(!go_round(b""));
        assert!(!go_round(&[0xFF; 700]));
        let mut far = file(&[END, END, 900_000], &[]);
        far.truncate(600);
        assert!(!go_round(&far));
    }
}
