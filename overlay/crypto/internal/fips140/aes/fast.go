package aes

// Blocks by the processor's AES instructions, where it has them.

import "crypto/internal/fips140/subtle"

func hasInstructions() bool

//go:noescape
func encryptBlockFast(key *blockExpanded, dst, src *byte)

//go:noescape
func decryptBlockFast(key *blockExpanded, dst, src *byte)

//go:noescape
func ctrFast(key *blockExpanded, dst, src *byte, blocks int, lo, hi uint64)

func encryptBlock(c *Block, dst, src []byte) {
	if !hasInstructions() {
		encryptBlockGeneric(&c.blockExpanded, dst, src)
		return
	}
	_, _ = src[BlockSize-1], dst[BlockSize-1]
	encryptBlockFast(&c.blockExpanded, &dst[0], &src[0])
}

func decryptBlock(c *Block, dst, src []byte) {
	if !hasInstructions() {
		decryptBlockGeneric(&c.blockExpanded, dst, src)
		return
	}
	_, _ = src[BlockSize-1], dst[BlockSize-1]
	decryptBlockFast(&c.blockExpanded, &dst[0], &src[0])
}

// ctrBlocks takes up to 8 whole blocks. The result goes to dst at the end: dst and src may overlap.
func ctrBlocks(b *Block, dst, src []byte, lo, hi uint64) {
	var buf [8 * BlockSize]byte
	n := len(src)
	if hasInstructions() {
		if n > 0 {
			ctrFast(&b.blockExpanded, &buf[0], &src[0], n/BlockSize, lo, hi)
		}
	} else {
		for i := 0; i < n; i += BlockSize {
			for k := range 8 {
				buf[i+k], buf[i+8+k] = byte(hi>>(56-8*k)), byte(lo>>(56-8*k))
			}
			lo, hi = add128(lo, hi, 1)
			encryptBlockGeneric(&b.blockExpanded, buf[i:], buf[i:])
		}
		subtle.XORBytes(buf[:n], src, buf[:n])
	}
	copy(dst, buf[:n])
}
