// A test program's output as a stream of JSON events, one a line, as `go tool test2json` makes it.
//
//     bytes ─→ input: whole lines ─→ HandleLine: what is framing? ─→ output: pieces of at most 4 KB ─→ events
//
// J1  The program runs with -test.v=test2json and marks its framing lines with ^V; once one was seen, an unmarked line is never framing.
// J2  "--- PASS" reports are held back until the next framing line of the same depth or above: output that follows belongs to that test still.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Text;

namespace GoClr.Build.Testing;

public sealed class TestJson
{
    private const byte Framing = 'V' - '@', ErrorBegin = 'O' - '@', ErrorEnd = 'N' - '@', Escape = '[' - '@';

    private sealed class Event
    {
        public required string Action;
        public string Test = "", OutputType = "", FailedBuild = "", Key = "", Value = "", Path = "";
        public double? Elapsed;
        public byte[]? Output;
    }

    private readonly Action<byte[]> _write;
    private readonly string _package;
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly Lines _input, _output;
    private readonly List<Event> _reports = [];
    private string _test = "", _result = "";
    private bool _markFraming, _isFraming, _inError, _escape;

    /// <summary>The package whose failed build is the cause of a failure.</summary>
    public string FailedBuild { private get; set; } = "";

    /// <param name="write">Takes whole events with their newlines; called under no lock.</param>
    public TestJson(Action<byte[]> write, string package)
    {
        _write = write;
        _package = package;
        _output = new Lines(4096, WriteOutput, WriteOutput);
        _input = new Lines(4096, HandleLine, _output.Write);
        Write(new Event { Action = "start" });
    }

    public void Write(ReadOnlySpan<byte> text) => _input.Write(text);

    /// <summary>The program has ended.</summary>
    public void Exited(bool ok) => _result = !ok ? "fail" : _result != "skip" ? "pass" : _result;

    public void Close()
    {
        _input.Flush();
        _output.Flush();
        if (_result == "") return;
        double elapsed = Math.Round(Stopwatch.GetElapsedTime(_start).TotalSeconds, 3);
        Write(new Event { Action = _result, Elapsed = elapsed, FailedBuild = _result == "fail" ? FailedBuild : "" });
    }

    private static readonly string[] s_updates = ["=== RUN   ", "=== PAUSE ", "=== CONT  ", "=== NAME  ", "=== PASS  ", "=== FAIL  ", "=== SKIP  ", "=== ATTR  ", "=== ARTIFACTS "];
    private static readonly string[] s_reports = ["--- PASS: ", "--- FAIL: ", "--- SKIP: ", "--- BENCH: "];

    private void HandleLine(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == 0) return;
        bool marked = bytes[0] == Framing;
        if (_markFraming && !marked)
        {
            _output.Write(bytes);
            return;
        }
        if (marked)
        {
            _output.Flush();
            bytes = bytes[1..];
        }
        string line = Encoding.Latin1.GetString(bytes);
        string trim = line.EndsWith("\r\n", StringComparison.Ordinal) ? line[..^2] : line.EndsWith('\n') ? line[..^1] : line;
        if (trim == "=== NAME")
        {
            trim = "=== NAME  ";
            line = trim + "\n";
            bytes = Encoding.Latin1.GetBytes(line);
        }
        if (trim is "PASS" or "FAIL" || trim.StartsWith("FAIL\t", StringComparison.Ordinal))
        {
            FlushReports(0);
            _test = "";
            _markFraming = marked;
            WriteFraming(bytes);
            _result = trim == "PASS" ? "pass" : "fail";
            return;
        }
        if (line.StartsWith("?   \t", StringComparison.Ordinal) && trim.EndsWith("\t[no test files]", StringComparison.Ordinal) && _reports.Count == 0) _result = "skip";

        int indent = 0;
        string rest = line;
        bool framing = Array.Exists(s_updates, m => line.StartsWith(m, StringComparison.Ordinal));
        if (!framing)
        {
            while (rest.StartsWith("    ", StringComparison.Ordinal))
            {
                rest = rest[4..];
                indent++;
            }
            framing = Array.Exists(s_reports, m => rest.StartsWith(m, StringComparison.Ordinal));
        }
        if (!framing)
        {
            // Indented text belongs to the subtest of that depth, as far as there is one.
            if (indent > 0 && indent <= _reports.Count) _test = _reports[indent - 1].Test;
            _output.Write(bytes);
            return;
        }
        string text = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(rest))[4..];
        int blank = text.IndexOf(' ');
        string action = (blank < 0 ? text : text[..blank]).TrimEnd(':').ToLowerInvariant(), name = blank < 0 ? "" : text[(blank + 1)..].Trim();
        var e = new Event { Action = action };
        if (rest[0] == '-')
        {
            int paren = name.IndexOf(" (", StringComparison.Ordinal);
            if (paren >= 0)
            {
                if (name.EndsWith("s)", StringComparison.Ordinal) && double.TryParse(name.AsSpan(paren + 2, name.Length - paren - 4), NumberStyles.Float, CultureInfo.InvariantCulture, out double t)) e.Elapsed = t;
                name = name[..paren];
            }
            if (_reports.Count < indent)
            {
                _output.Write(bytes);
                return;
            }
            _markFraming = marked;
            FlushReports(indent);
            e.Test = _test = name;
            _reports.Add(e);
            WriteFraming(bytes);
            return;
        }
        if (action == "artifacts") (name, e.Path) = Cut(name);
        else if (action == "attr")
        {
            (name, string more) = Cut(name);
            (e.Key, e.Value) = Cut(more);
        }
        _markFraming = marked;
        FlushReports(0);
        _test = name;
        if (action == "name") return;       // says only whose output follows
        if (action == "pause") WriteFraming(bytes);
        Write(e);
        if (action != "pause") WriteFraming(bytes);
    }

    private static (string, string) Cut(string s) => s.IndexOf(' ') is var i and >= 0 ? (s[..i], s[(i + 1)..]) : (s, "");

    private void WriteFraming(ReadOnlySpan<byte> line)
    {
        _isFraming = true;
        _output.Write(line);
        _isFraming = false;
    }

    private void FlushReports(int depth)
    {
        _test = "";
        while (_reports.Count > depth)
        {
            var e = _reports[^1];
            _reports.RemoveAt(_reports.Count - 1);
            Write(e);
        }
    }

    // Marks around the text of an error split it into events of their own; ^[ takes the next byte as it is.
    private void WriteOutput(ReadOnlySpan<byte> text)
    {
        string type = _isFraming ? "frame" : _inError ? "error-continue" : "";
        var piece = new List<byte>(text.Length);
        void Emit()
        {
            if (piece.Count > 0) Write(new Event { Action = "output", Output = [.. piece], OutputType = type });
            piece.Clear();
        }
        for (int i = 0; i < text.Length; i++)
        {
            byte c = text[i];
            if (_escape)
            {
                _escape = false;
                piece.Add(c);
            }
            else if (c == Escape) _escape = true;
            else if (c == ErrorBegin)
            {
                Emit();
                _inError = true;
                type = "error";
            }
            else if (c == ErrorEnd)
            {
                if (i + 1 < text.Length && text[i + 1] == '\n')
                {
                    piece.Add((byte)'\n');
                    i++;
                }
                Write(new Event { Action = "output", Output = [.. piece], OutputType = type });
                piece.Clear();
                _inError = false;
                type = "";
            }
            else piece.Add(c);
        }
        Emit();
    }

    private void Write(Event e)
    {
        var b = new StringBuilder("{\"Time\":\"").Append(Timestamp()).Append("\",\"Action\":").Append(Quote(e.Action));
        void Field(string name, string value) { if (value != "") b.Append($",\"{name}\":").Append(Quote(value)); }
        Field("Package", _package);
        Field("Test", e.Test != "" ? e.Test : _test);
        if (e.Elapsed is { } t) b.Append(",\"Elapsed\":").Append(t.ToString("R", CultureInfo.InvariantCulture));
        if (e.Output != null) b.Append(",\"Output\":").Append(Quote(Encoding.UTF8.GetString(e.Output)));
        Field("OutputType", e.OutputType);
        Field("FailedBuild", e.FailedBuild);
        Field("Key", e.Key);
        Field("Value", e.Value);
        Field("Path", e.Path);
        _write(Encoding.UTF8.GetBytes(b.Append("}\n").ToString()));
    }

    /// <summary>An event about a build that failed.</summary>
    public static byte[] BuildEvent(string package, string action, string? output) =>
        Encoding.UTF8.GetBytes($"{{\"ImportPath\":{Quote(package)},\"Action\":{Quote(action)}{(output == null ? "" : ",\"Output\":" + Quote(output))}}}\n");

    // RFC 3339 with as many digits of the second as are not zero.
    private static string Timestamp() => DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture) + "Z";

    // As encoding/json quotes: HTML's characters and the two line separators escaped.
    private static string Quote(string s)
    {
        var b = new StringBuilder("\"");
        foreach (char c in s)
        {
            switch (c)
            {
                case '"' or '\\': b.Append('\\').Append(c); break;
                case '\n': b.Append("\\n"); break;
                case '\r': b.Append("\\r"); break;
                case '\t': b.Append("\\t"); break;
                case '\b': b.Append("\\b"); break;
                case '\f': b.Append("\\f"); break;
                case < ' ' or '<' or '>' or '&' or '\u2028' or '\u2029': b.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)); break;
                default: b.Append(c); break;
            }
        }
        return b.Append('"').ToString();
    }

    // ---------------------------------------------------------------- lines

    private delegate void Piece(ReadOnlySpan<byte> text);

    /// <summary>Cuts a stream into lines; one that is longer than the buffer comes in parts. A ^V within a line begins a new one.</summary>
    private sealed class Lines(int capacity, Piece line, Piece part)
    {
        private readonly byte[] _b = new byte[capacity];
        private int _n;
        private bool _mid, _escaped;

        public void Write(ReadOnlySpan<byte> s)
        {
            while (s.Length > 0)
            {
                int m = Math.Min(capacity - _n, s.Length);
                s[..m].CopyTo(_b.AsSpan(_n));
                _n += m;
                s = s[m..];
                int i = 0;
                while (i < _n)
                {
                    int end = End(i, out int width);
                    if (end < 0)
                    {
                        // The name of a benchmark is printed before it runs.
                        int tab = _mid ? -1 : _b.AsSpan(i, _n - i).IndexOf((byte)'\t');
                        if (tab >= 0 && IsBenchmark(Encoding.UTF8.GetString(_b, i, tab).TrimEnd(' ')))
                        {
                            part(_b.AsSpan(i, tab + 1));
                            _mid = true;
                            i += tab + 1;
                        }
                        break;
                    }
                    var text = _b.AsSpan(i, end + width - i);
                    if (_mid) part(text);
                    else line(text);
                    _mid = false;
                    i = end + width;
                }
                if (i == 0 && _n == capacity)
                {
                    i = WholeRunes(_b.AsSpan(0, _n));
                    part(_b.AsSpan(0, i));
                    _mid = true;
                }
                if (i > 0)
                {
                    _b.AsSpan(i, _n - i).CopyTo(_b);
                    _n -= i;
                }
            }
        }

        public void Flush()
        {
            if (_n == 0) return;
            int n = _n;
            _n = 0;
            part(_b.AsSpan(0, n));
        }

        private int End(int from, out int width)
        {
            for (int i = from; i < _n; i++)
            {
                byte c = _b[i];
                width = 1;
                if (c == '\n') return i;
                if (_escaped) { _escaped = false; continue; }
                if (c == Escape) { _escaped = true; continue; }
                width = 0;
                if (c == Framing && i > from) return i;
            }
            width = 0;
            return -1;
        }

        private static bool IsBenchmark(string s)
        {
            if (!s.StartsWith("Benchmark", StringComparison.Ordinal)) return false;
            return s.Length == 9 || Rune.GetUnicodeCategory(Rune.GetRuneAt(s, 9)) != UnicodeCategory.LowercaseLetter;
        }

        // As much of the text as ends with a whole character.
        private static int WholeRunes(ReadOnlySpan<byte> b)
        {
            for (int i = 1; i < 4 && i <= b.Length; i++)
            {
                byte c = b[^i];
                if ((c & 0xc0) == 0x80) continue;
                int size = c < 0xc0 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
                return i < size ? b.Length - i : b.Length;
            }
            return b.Length;
        }
    }
}
