// AES in ECB, CBC, CTR and GCM with all key sizes, lengths that are no multiple of a block, and in place.
package main

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"fmt"
)

func main() {
	data := make([]byte, 1000)
	for i := range data {
		data[i] = byte(i*i>>2 ^ i)
	}
	for _, size := range []int{16, 24, 32} {
		block, err := aes.NewCipher(data[100 : 100+size])
		if err != nil {
			panic(err)
		}
		one, back := make([]byte, 16), make([]byte, 16)
		block.Encrypt(one, data[3:])
		block.Decrypt(back, one)
		fmt.Printf("%x %v\n", one, bytes.Equal(back, data[3:19]))

		cbc := bytes.Clone(data[:992])
		cipher.NewCBCEncrypter(block, data[500:516]).CryptBlocks(cbc, cbc)
		fmt.Printf("cbc %x", sha256.Sum256(cbc))
		cipher.NewCBCDecrypter(block, data[500:516]).CryptBlocks(cbc, cbc)
		fmt.Println("", bytes.Equal(cbc, data[:992]))

		h := sha256.New()
		for n := range 300 {
			iv := bytes.Repeat([]byte{0xff}, 16)
			iv[3], iv[15] = byte(n), byte(255-n%5)
			out := bytes.Clone(data[n%7 : n%7+n])
			s := cipher.NewCTR(block, iv)
			s.XORKeyStream(out[:n/3], out[:n/3])
			s.XORKeyStream(out[n/3:], out[n/3:])
			h.Write(out)
		}
		fmt.Printf("ctr %x\n", h.Sum(nil))

		gcm, err := cipher.NewGCM(block)
		if err != nil {
			panic(err)
		}
		h.Reset()
		for n := range 200 {
			sealed := gcm.Seal(nil, data[n:n+12], data[:n*3], data[n:2*n])
			h.Write(sealed)
			if open, err := gcm.Open(nil, data[n:n+12], sealed, data[n:2*n]); err != nil || !bytes.Equal(open, data[:n*3]) {
				fmt.Println("open", n, err)
			}
			sealed[n%len(sealed)] ^= 1
			if _, err := gcm.Open(nil, data[n:n+12], sealed, data[n:2*n]); err == nil {
				fmt.Println("forged", n)
			}
		}
		fmt.Printf("gcm %x\n", h.Sum(nil))
	}
}
