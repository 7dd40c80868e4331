// go.mod and go.work as text that can be changed: statements with their comments, printed in the form that go gives them.
//
//     statement   = line | block | comment block that a blank line follows
//     line        = words [ // comment ]
//     block       = verb ( lines )
using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace GoClr.Build.Load;

public sealed class ModFile
{
    public sealed class Line
    {
        /// <summary>Whole lines of comments above it; "" is a blank line.</summary>
        public List<string> Before = [];
        /// <summary>Without the verb in a block. Empty: the line was removed.</summary>
        public List<string> Words = [];
        public string Comment = "";
        public bool Indirect
        {
            get => Comment == "// indirect" || Comment.StartsWith("// indirect;", StringComparison.Ordinal);
            set
            {
                if (value == Indirect) return;
                if (value) Comment = Comment == "" ? "// indirect" : "// indirect; " + Comment[2..].TrimStart();
                else Comment = Comment == "// indirect" ? "" : "// " + Comment["// indirect;".Length..].TrimStart();
            }
        }
    }

    public sealed class Statement
    {
        public List<string> Before = [];
        public string Verb = "";
        /// <summary>One for a line; null Block marks a line by itself.</summary>
        public List<Line> Lines = [];
        public bool IsBlock;
        public string Comment = "";              // behind "(" of a block
        public List<string> End = [];            // comments above ")"
        public bool IsComment => Verb == "";
    }

    public List<Statement> Statements { get; } = [];

    // ---------------------------------------------------------------- reading

    /// <summary>A text that GoMod.Parse has accepted.</summary>
    public static ModFile Parse(string text)
    {
        var f = new ModFile();
        var comments = new List<string>();
        Statement? block = null;
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].Trim();
            if (line == "")
            {
                if (i == lines.Length - 1) break;
                if (block == null && comments.Count > 0)
                {
                    f.Statements.Add(new Statement { Before = comments });
                    comments = [];
                }
                else if (block is { Lines.Count: > 0 } && (comments.Count == 0 || comments[^1] != "")) comments.Add("");
                continue;
            }
            if (line.StartsWith("//", StringComparison.Ordinal))
            {
                comments.Add(line);
                continue;
            }
            var (words, comment) = Split(line);
            if (block != null)
            {
                if (words is [")"])
                {
                    while (comments.Count > 0 && comments[^1] == "") comments.RemoveAt(comments.Count - 1);
                    block.End = comments;
                    comments = [];
                    block = null;
                    continue;
                }
                block.Lines.Add(new Line { Before = comments, Words = words, Comment = comment });
                comments = [];
                continue;
            }
            var s = new Statement { Before = comments, Verb = words[0] };
            comments = [];
            f.Statements.Add(s);
            if (words is [_, "("])
            {
                s.IsBlock = true;
                s.Comment = comment;
                block = s;
            }
            else if (words is [_, "(", ")"]) s.IsBlock = true;
            else s.Lines.Add(new Line { Words = words.GetRange(1, words.Count - 1), Comment = comment });
        }
        if (comments.Count > 0) f.Statements.Add(new Statement { Before = comments });
        return f;
    }

    // Words as written, quotes kept; brackets and commas are words.
    private static (List<string> Words, string Comment) Split(string line)
    {
        var words = new List<string>();
        for (int i = 0; i < line.Length;)
        {
            char c = line[i];
            if (c is ' ' or '\t' or '\r') { i++; continue; }
            if (c == '/' && i + 1 < line.Length && line[i + 1] == '/') return (words, line[i..].TrimEnd());
            if (c is '(' or ')' or ',' or '[' or ']') { words.Add(c.ToString()); i++; continue; }
            int start = i;
            if (c is '"' or '`')
            {
                for (i++; i < line.Length && line[i] != c; i++) if (c == '"' && line[i] == '\\') i++;
                i = Math.Min(i + 1, line.Length);
            }
            else while (i < line.Length && line[i] is not (' ' or '\t' or '\r' or '(' or ')' or ',' or '[' or ']') && !(line[i] == '/' && i + 1 < line.Length && line[i + 1] == '/')) i++;
            words.Add(line[start..i]);
        }
        return (words, "");
    }

    // ---------------------------------------------------------------- printing

    public override string ToString()
    {
        var w = new StringBuilder();
        for (int i = 0; i < Statements.Count; i++)
        {
            var s = Statements[i];
            if (i > 0) w.Append('\n');
            foreach (string c in s.Before) w.Append(c).Append('\n');
            if (s.IsComment) continue;
            if (!s.IsBlock)
            {
                w.Append(Join([s.Verb, .. s.Lines[0].Words])).Append(s.Lines[0].Comment == "" ? "" : " " + s.Lines[0].Comment).Append('\n');
                continue;
            }
            w.Append(s.Verb).Append(" (").Append(s.Comment == "" ? "" : " " + s.Comment).Append('\n');
            foreach (var l in s.Lines)
            {
                foreach (string c in l.Before) w.Append(c == "" ? "" : "\t" + c).Append('\n');
                w.Append('\t').Append(Join(l.Words)).Append(l.Comment == "" ? "" : " " + l.Comment).Append('\n');
            }
            foreach (string c in s.End) w.Append('\t').Append(c).Append('\n');
            w.Append(")\n");
        }
        return w.ToString();
    }

    private static string Join(List<string> words)
    {
        var w = new StringBuilder();
        string space = "";
        foreach (string t in words)
        {
            if (t is "," or ")" or "]") space = "";
            w.Append(space).Append(t);
            space = t is "(" or "[" ? "" : " ";
        }
        return w.ToString();
    }

    public static string Quote(string word) => word == "" || word.IndexOfAny([' ', '\t', '"', '\'', '`', '(', ')', '[', ']', ',']) >= 0 || word.Contains("//", StringComparison.Ordinal) || word.Contains("/*", StringComparison.Ordinal) ? Driver.GoQuote.Quote(word) : word;

    // ---------------------------------------------------------------- changing

    public IEnumerable<(Statement Statement, Line Line)> Lines(string verb)
    {
        foreach (var s in Statements.Where(s => s.Verb == verb).ToList())
        {
            foreach (var l in s.Lines.ToList()) if (l.Words.Count > 0) yield return (s, l);
        }
    }

    /// <summary>Sets the only line of a verb; a new one goes behind the first of <paramref name="behind"/> that there is.</summary>
    public void Set(string verb, string value, params string[] behind)
    {
        foreach (var (_, l) in Lines(verb))
        {
            l.Words = [value];
            return;
        }
        int at = Statements.Count;
        foreach (string b in behind)
        {
            int i = Statements.FindIndex(s => s.Verb == b);
            if (i < 0) continue;
            at = i + 1;
            break;
        }
        if (at == Statements.Count && behind.Length > 0 && !Statements.Exists(s => behind.Contains(s.Verb))) at = behind[0] == "" ? 0 : at;
        Statements.Insert(at, new Statement { Verb = verb, Lines = [new Line { Words = [value] }] });
    }

    public void Drop(string verb, Func<Line, bool> which)
    {
        foreach (var (_, l) in Lines(verb)) if (which(l)) l.Words = [];
    }

    /// <summary>Adds a line behind the last one of its verb, which becomes a block for it.</summary>
    public Line Add(string verb, params string[] words)
    {
        var line = new Line { Words = [.. words] };
        var last = Statements.FindLast(s => s.Verb == verb);
        if (last == null) Statements.Add(new Statement { Verb = verb, Lines = [line] });
        else
        {
            if (!last.IsBlock)
            {
                last.IsBlock = true;
                last.Lines[0].Before = last.Before;
                last.Before = [];
            }
            last.Lines.Add(line);
        }
        return line;
    }

    /// <summary>Adds a line as a statement of its own, at the end or behind a line that it resembles.</summary>
    public void AddAlone(string verb, Line? like, params string[] words)
    {
        var line = new Line { Words = [.. words] };
        var s = like == null ? null : Statements.Find(s => s.Lines.Contains(like));
        if (s == null) Statements.Add(new Statement { Verb = verb, Lines = [line] });
        else
        {
            if (!s.IsBlock)
            {
                s.IsBlock = true;
                s.Lines[0].Before = s.Before;
                s.Before = [];
            }
            s.Lines.Insert(s.Lines.IndexOf(like!) + 1, line);
        }
    }

    /// <summary>Takes out removed lines and empty blocks; blocks of one line become lines; blocks are put in order.</summary>
    public void Clean(bool sort = true)
    {
        foreach (var s in Statements)
        {
            if (s.IsComment) continue;
            s.Lines.RemoveAll(l => l.Words.Count == 0);
            if (sort && s.IsBlock && s.Lines.Count > 1) s.Lines = [.. s.Verb == "retract" ? s.Lines.OrderByDescending(l => l, Comparer<Line>.Create(CompareRetract)) : s.Lines.OrderBy(l => l, Comparer<Line>.Create(Compare))];
        }
        Statements.RemoveAll(s => !s.IsComment && s.Lines.Count == 0);
        foreach (var s in Statements.Where(s => s.IsBlock && s.Lines.Count == 1 && s.End.Count == 0 && s.Comment == ""))
        {
            s.IsBlock = false;
            s.Before.AddRange(s.Lines[0].Before.Where(c => c != ""));
            s.Lines[0].Before = [];
        }
    }

    private static int Compare(Line a, Line b)
    {
        for (int i = 0; i < Math.Min(a.Words.Count, b.Words.Count); i++)
        {
            if (a.Words[i] != b.Words[i]) return string.CompareOrdinal(a.Words[i], b.Words[i]);
        }
        return a.Words.Count.CompareTo(b.Words.Count);
    }

    private static int CompareRetract(Line a, Line b)
    {
        static (string Low, string High) Of(Line l) => l.Words is ["[", var low, ",", var high, "]"] ? (low, high) : (l.Words[0], l.Words[0]);
        var (al, ah) = Of(a);
        var (bl, bh) = Of(b);
        int c = GoMod.CompareVersions(al, bl);
        return c != 0 ? c : GoMod.CompareVersions(ah, bh);
    }

    /// <summary>Makes the require lines say exactly this. Direct and indirect ones stand in statements of their own unless a comment holds them together.</summary>
    public void SetRequire(IEnumerable<(ModuleVersion M, bool Indirect)> wanted, bool separate)
    {
        var want = wanted.ToDictionary(w => w.M.Path, w => w, StringComparer.Ordinal);
        Statement? direct = null, indirect = null;
        foreach (var (s, l) in Lines("require"))
        {
            if (!want.Remove(l.Words[0], out var w))
            {
                l.Words = [];
                continue;
            }
            bool moved = separate && l.Indirect != w.Indirect;
            l.Words = [Quote(w.M.Path), w.M.Version];
            if (moved && s.Lines.Count(x => x.Words.Count > 0) > 1)
            {
                // It belongs to the other statement now.
                l.Words = [];
                want[w.M.Path] = w;
                continue;
            }
            l.Indirect = w.Indirect;
        }
        foreach (var s in Statements.Where(s => s.Verb == "require"))
        {
            var live = s.Lines.Where(l => l.Words.Count > 0).ToList();
            if (live.Count == 0) continue;
            if (live.TrueForAll(l => !l.Indirect)) direct = s;
            else if (live.TrueForAll(l => l.Indirect)) indirect = s;
            else if (!separate) direct = indirect = s;
        }
        foreach (var w in want.Values.OrderBy(w => w.M.Path, StringComparer.Ordinal))
        {
            bool second = separate && w.Indirect;
            ref Statement? into = ref second ? ref indirect : ref direct;
            var line = new Line { Words = [Quote(w.M.Path), w.M.Version], Indirect = w.Indirect };
            if (into == null)
            {
                into = new Statement { Verb = "require", Lines = [line] };
                int at = second && direct != null ? Statements.IndexOf(direct) + 1 : !second && indirect != null ? Statements.IndexOf(indirect) : Statements.Count;
                Statements.Insert(at, into);
                continue;
            }
            if (!into.IsBlock)
            {
                into.IsBlock = true;
                into.Lines[0].Before = into.Before;
                into.Before = [];
            }
            into.Lines.Add(line);
        }
        Clean();
    }
}
