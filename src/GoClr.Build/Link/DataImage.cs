// The bytes of an image's data file while they are laid out: one growing array whose index 0 is the image's base address.
using System;
using System.Collections.Generic;
using System.Text;

namespace GoClr.Build.Link;

internal sealed class DataImage(ulong baseAddress)
{
    public byte[] B = new byte[1 << 20];
    public int Length;
    public readonly ulong Base = baseAddress;
    private readonly Dictionary<string, int> _texts = [];
    private readonly Dictionary<string, int> _masks = [];

    public int Reserve(long size, int align)
    {
        long at = ((long)Length + align - 1) & -align;
        if (at + size > int.MaxValue - (1 << 20)) throw new InvalidOperationException("data of the image exceeds 2 GB");
        Length = (int)(at + size);
        if (Length > B.Length) Array.Resize(ref B, (int)Math.Min(Math.Max((long)B.Length * 2, Length), int.MaxValue - 64));
        return (int)at;
    }

    public void I16(int at, int v) => BitConverter.TryWriteBytes(B.AsSpan(at), (short)v);
    public void I32(int at, int v) => BitConverter.TryWriteBytes(B.AsSpan(at), v);
    public void I64(int at, long v) => BitConverter.TryWriteBytes(B.AsSpan(at), v);
    /// <summary>Address of an offset; offset -1 is nil.</summary>
    public void Ptr(int at, int offset) => I64(at, offset < 0 ? 0 : (long)Base + offset);

    /// <summary>Text bytes, each text once; returns offset and byte count.</summary>
    public (int At, int Length) Text(string s)
    {
        if (s.Length == 0) return (-1, 0);
        int n = Encoding.UTF8.GetByteCount(s);
        if (!_texts.TryGetValue(s, out int at))
        {
            _texts[s] = at = Reserve(n, 1);
            Encoding.UTF8.GetBytes(s, B.AsSpan(at, n));
        }
        return (at, n);
    }

    /// <summary>A mask of words, each mask once; null or empty: nil.</summary>
    public int Mask(ulong[]? mask)
    {
        if (mask == null || mask.Length == 0) return -1;
        string key = mask.Length == 1 ? mask[0].ToString() : string.Join(",", mask);
        if (!_masks.TryGetValue(key, out int at))
        {
            _masks[key] = at = Reserve(8 * mask.Length, 8);
            for (int i = 0; i < mask.Length; i++) I64(at + 8 * i, (long)mask[i]);
        }
        return at;
    }
}
