// Interned identifiers of one package: equal names are the same string object, and the keywords are found on the same path.
// Open addressing over the UTF-8 bytes of the source, so that a name met before costs no allocation.
using System;
using System.Text;

namespace GoClr.Syntax;

internal sealed class NameTable
{
    private struct Entry { public string? Text; public uint Hash; public Token Keyword; }

    private Entry[] _entries = new Entry[512];
    private int _count;

    public NameTable()
    {
        for (var tok = Tokens.FirstKeyword; tok <= Tokens.LastKeyword; tok++) Lookup(Encoding.ASCII.GetBytes(tok.Text()), out _, tok);
    }

    public static uint HashStep(uint h, byte b) => (h ^ b) * 16777619;
    public const uint HashSeed = 2166136261;

    /// <summary>The string for these bytes; keyword is None for an ordinary name.</summary>
    public string Lookup(ReadOnlySpan<byte> name, out Token keyword, Token add = Token.None)
    {
        uint h = HashSeed;
        foreach (byte b in name) h = HashStep(h, b);
        return Lookup(name, h, out keyword, add);
    }

    public string Lookup(ReadOnlySpan<byte> name, uint hash, out Token keyword, Token add = Token.None)
    {
        var entries = _entries;
        uint mask = (uint)entries.Length - 1;
        uint i = (hash ^ hash >> 15) & mask;
        for (; entries[i].Text is { } text; i = i + 1 & mask)
        {
            if (entries[i].Hash != hash || !Same(text, name)) continue;
            keyword = entries[i].Keyword;
            return text;
        }
        string s = Encoding.UTF8.GetString(name);
        entries[i] = new Entry { Text = s, Hash = hash, Keyword = add };
        keyword = add;
        if (++_count * 2 > entries.Length) Grow();
        return s;
    }

    private static bool Same(string text, ReadOnlySpan<byte> name)
    {
        if (text.Length == name.Length)
        {
            for (int i = 0; i < name.Length; i++)
            {
                if (name[i] >= 0x80) return text == Encoding.UTF8.GetString(name);
                if (text[i] != name[i]) return false;
            }
            return true;
        }
        return text.Length < name.Length && name.ContainsAnyInRange((byte)0x80, (byte)0xff) && text == Encoding.UTF8.GetString(name);
    }

    private void Grow()
    {
        var old = _entries;
        _entries = new Entry[old.Length * 2];
        uint mask = (uint)_entries.Length - 1;
        foreach (var e in old)
        {
            if (e.Text == null) continue;
            uint i = (e.Hash ^ e.Hash >> 15) & mask;
            while (_entries[i].Text != null) i = i + 1 & mask;
            _entries[i] = e;
        }
    }
}
