package gcm

// GHASH by carry-less multiplication, where the processor has it.

func hasInstructions() bool

//go:noescape
func ghashFast(y, h, data *byte, n int)

func ghash(out, H *[gcmBlockSize]byte, inputs ...[]byte) {
	clear(out[:])
	for _, in := range inputs {
		if len(in) == 0 {
			continue
		}
		if hasInstructions() {
			ghashFast(&out[0], &H[0], &in[0], len(in))
		} else {
			ghashSlow(out, H, in)
		}
	}
}

// ghashSlow multiplies bit by bit: y = (y ^ block)·H. All bits take the same way.
func ghashSlow(y, H *[gcmBlockSize]byte, data []byte) {
	for len(data) > 0 {
		for i := range min(gcmBlockSize, len(data)) {
			y[i] ^= data[i]
		}
		data = data[min(gcmBlockSize, len(data)):]
		v, z := *H, [gcmBlockSize]byte{}
		for bit := range 8 * gcmBlockSize {
			take := -(y[bit/8] >> (7 - bit%8) & 1)
			carry := byte(0)
			for i := range gcmBlockSize {
				z[i] ^= v[i] & take
				v[i], carry = v[i]>>1|carry<<7, v[i]&1
			}
			v[0] ^= -carry & 0xe1
		}
		*y = z
	}
}
