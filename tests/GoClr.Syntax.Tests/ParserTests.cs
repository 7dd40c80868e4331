// The parser against Go's own sources: all of std and of GOROOT/test parse, the files made for the compiler's syntax errors
// give the errors they ask for, and broken input never breaks the parser.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using Xunit;
using GoClr.Testing;
using IO = System.IO.File;

namespace GoClr.Syntax.Tests;

public class ParserTests
{
    private static (GoClr.Syntax.File? File, Diagnostics Diags) Parse(byte[] text, string name = "x.go", ParseOptions options = default)
    {
        var diags = new Diagnostics();
        var file = Parser.Parse(new SourceFile(name, name, text), new NodeNumbering(), diags, options);
        return (file, diags);
    }

    private static string Errors(string text)
    {
        var (_, diags) = Parse(Encoding.UTF8.GetBytes(text));
        return string.Join("\n", diags.Sorted());
    }

    private static IEnumerable<string> GoFiles(string dir) =>
        Directory.EnumerateFiles(dir, "*.go", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/fixedbugs/") && !f.Contains("/internal/types/testdata/"))
            .Order(StringComparer.Ordinal);

    [GorootFact]
    public void StdParsesWithoutError()
    {
        var bad = new List<string>();
        int n = 0;
        foreach (string path in GoFiles(Path.Combine(Needs.Goroot, "src")))
        {
            if (path.Contains("/testdata/")) continue;
            n++;
            var (file, diags) = Parse(IO.ReadAllBytes(path), path, new ParseOptions(Std: true));
            if (file == null || diags.HasErrors) bad.Add(diags.Sorted().FirstOrDefault()?.ToString() ?? path);
        }
        Assert.True(n > 1000);
        Assert.Empty(bad);
    }

    [GorootFact]
    public void TestDirectoryParsesWithoutCrash()
    {
        foreach (string path in GoFiles(Path.Combine(Needs.Goroot, "test"))) Parse(IO.ReadAllBytes(path), path);
    }

    // In these files a comment // ERROR "regexp" … stands on each line that must have an error.
    [GorootFact]
    public void SyntaxErrorsAreThoseOfGc()
    {
        var wrong = new List<string>();
        foreach (string path in Directory.EnumerateFiles(Path.Combine(Needs.Goroot, "test/syntax"), "*.go"))
        {
            string[] lines = IO.ReadAllLines(path);
            if (!lines.Any(l => l.StartsWith("// errorcheck", StringComparison.Ordinal))) continue;
            var byLine = Parse(IO.ReadAllBytes(path), path).Diags.Sorted().ToLookup(d => (int)d.Pos.Line);
            for (int i = 0; i < lines.Length; i++)
            {
                var m = Regex.Match(lines[i], "// (?:GC_)?ERROR (.*)");
                var found = byLine[i + 1].ToList();
                if (!m.Success)
                {
                    wrong.AddRange(found.Select(d => "unexpected: " + d));
                    continue;
                }
                var patterns = Regex.Matches(m.Groups[1].Value, "\"([^\"]*)\"").Select(p => new Regex(p.Groups[1].Value)).ToList();
                foreach (var p in patterns)
                {
                    if (!found.Any(d => p.IsMatch(d.Text))) wrong.Add($"{path}:{i + 1}: no error matches {p}, but: {string.Join("; ", found)}");
                }
            }
        }
        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("package p\nfunc f() {\n\tx := \n}\n", "x.go:4:1: syntax error: unexpected }, expected expression")]
    [InlineData("package p\nfunc f() {\n\tfor i := 0; i < 10 {\n\t}\n}\n", "x.go:3:21: syntax error: unexpected {, expected semicolon or newline")]
    [InlineData("package p\nfunc f() {\n\tif x = 0 {\n\t}\n}\n", "x.go:3:7: syntax error: cannot use assignment x = 0 as value")]
    [InlineData("package p\nfunc f() {\nL:\n\tfor {\n\t}\n}\n", "x.go:3:1: label L defined and not used")]
    [InlineData("package p\nfunc f() {\n\tgoto L\n\tx := 1\nL:\n\t_ = x\n}\n", "x.go:3:7: goto L jumps over declaration of x at x.go:4:4")]
    [InlineData("package p\nfunc f() {\n\tgoto L\n\t{\n\tL:\n\t}\n}\n", "x.go:3:7: goto L jumps into block starting at x.go:4:2")]
    [InlineData("package p\nfunc f() { break }\n", "x.go:2:12: break is not in a loop, switch, or select")]
    [InlineData("package p\nvar s = \"a\n", "x.go:2:11: newline in string")]
    [InlineData("package p\nvar s = 0x\n", "x.go:2:11: hexadecimal literal has no digits")]
    [InlineData("package p\nvar s = '\\400'\n", "x.go:2:14: octal escape value 256 > 255")]
    [InlineData("package p\nvar a@b int\n", "x.go:2:6: invalid character U+0040 '@'\nx.go:2:7: syntax error: unexpected name b, expected type")]
    [InlineData("package p\ntype T[P any, Q] struct{}\n", "x.go:2:16: syntax error: missing type constraint")]
    [InlineData("package p\nfunc f(a int, string)\n", "x.go:2:21: syntax error: missing parameter type")]
    [InlineData("func f()\n", "x.go:1:1: syntax error: package statement must be first")]
    [InlineData("package p\n//line y.go:10:3\nvar x = )\n", "y.go:10:11: syntax error: unexpected ), expected expression")]
    public void Messages(string source, string want)
    {
        if (want.Contains("U+0040")) Assert.StartsWith(want[..want.IndexOf('\n')], Errors(source));
        else Assert.Equal(want, Errors(source).Split('\n')[0]);
    }

    [Theory]
    [InlineData("type T[P any] int", true)]
    [InlineData("type T[P *C,] int", true)]
    [InlineData("type T[P *C] int", false)]
    [InlineData("type T[P *[]C] int", true)]
    [InlineData("type T[P ~int|string] int", true)]
    [InlineData("type T[P []int] int", true)]
    [InlineData("type T[N] int", false)]
    [InlineData("type T[N * M] int", false)]
    [InlineData("type T[P, Q any] int", true)]
    public void ArrayLengthOrTypeParameters(string decl, bool generic)
    {
        var (file, diags) = Parse(Encoding.UTF8.GetBytes("package p\n" + decl + "\n"));
        Assert.Empty(diags.Sorted());
        var d = Assert.IsType<TypeDecl>(file!.DeclList[0]);
        Assert.Equal(generic, d.TParamList.Count > 0);
        Assert.Equal(!generic, d.Type is ArrayType);
    }

    [Theory]
    [InlineData("f(x, y...)")]
    [InlineData("a + b*c[i:j:k]")]
    [InlineData("func(a, b int, c ...string) (x T, err error) {…}")]
    [InlineData("struct{a, b int; T; c string `t`}{…}")]
    [InlineData("chan (<-chan int)(x)")]
    [InlineData("(<-chan int)(x)")]
    [InlineData("map[string][]T[K, V]{…}")]
    [InlineData("interface{m(int) bool; ~int | string}(nil)")]
    public void ExpressionsPrintAsWritten(string expr)
    {
        string source = expr.Replace(" {…}", " { return }").Replace("{…}", "{0: 1}");
        var (file, diags) = Parse(Encoding.UTF8.GetBytes("package p\nvar _ = " + source + "\n"));
        Assert.Empty(diags.Sorted());
        Assert.Equal(expr.Replace("b*c", "b * c"), Printer.ExprString(((VarDecl)file!.DeclList[0]).Values!));
    }

    [Fact]
    public void DirectivesFindTheirDeclarations()
    {
        var (file, diags) = Parse(Encoding.UTF8.GetBytes("""
            //go:build linux && go1.21

            //go:debug panicnil=1
            package p

            import _ "embed"

            //go:linkname f runtime.f
            //go:noinline
            func f()

            //go:embed a.txt "b c.txt"
            var s string

            func g() {
            	//go:noinline
            	x()
            }
            """));
        Assert.Equal("go1.21", file!.GoVersion);
        Assert.Equal(["go:build", "go:debug", "go:linkname", "go:embed", "go:noinline"], file.Pragmas.Select(p => p.Verb));
        Assert.Equal(["go:linkname", "go:noinline"], file.DeclList[1].Pragmas!.Select(p => p.Verb));
        Assert.Equal(["a.txt", "b c.txt"], Pragmas.EmbedPatterns(file.DeclList[2].Pragmas![0], out _));
        Assert.Equal("x.go:16:4: misplaced compiler directive", Assert.Single(diags.Sorted()).ToString());
    }

    [Fact]
    public void DeepNestingIsAnErrorNotACrash()
    {
        foreach (string open in new[] { "(", "[]", "-", "[0]int{", "func(){", "*", "struct{a ", "f(", "<-", "&", "map[", "chan ", "if x {", "switch {case 1:" })
        {
            string text = "package p\nfunc f() {\n_ = " + string.Concat(Enumerable.Repeat(open, 200_000));
            Parse(Encoding.UTF8.GetBytes(text));
            Parse(Encoding.UTF8.GetBytes("package p\nvar x = " + text[24..]));
        }
    }

    [Fact]
    public void LongChainsAreNotDeep()
    {
        string sum = "package p\nvar x = 1" + string.Concat(Enumerable.Repeat("+1", 100_000));
        var (file, diags) = Parse(Encoding.UTF8.GetBytes(sum));
        Assert.False(diags.HasErrors);
        int n = 0;
        Walker.Inspect(file!, _ => n++ >= 0);
        Assert.True(n > 200_000);
        Assert.Contains("…", Printer.ExprString(((VarDecl)file!.DeclList[0]).Values!));
        string ifs = "package p\nfunc f() { if a {} " + string.Concat(Enumerable.Repeat("else if b {} ", 50_000)) + "}\n";
        Assert.False(Parse(Encoding.UTF8.GetBytes(ifs)).Diags.HasErrors);
    }

    private static readonly string[] s_pieces = ["(", ")", "{", "}", "[", "]", ",", ";", "\n", ":=", "=", ".", "...", "func", "type", "if ", "for ", "range ", "switch ", "case ", "select ", "go ", "defer ",
        "chan ", "<-", "*", "&", "\"", "'", "`", "/*", "//", "\0", "\uFEFF", "é", "0x", "1e", "struct{", "interface{", "map[", "var ", "const ", "import ", "package ", "goto ", "L:", "~", "|", "//line x:0\n"];

    // The same mutants in every run.
    private static IEnumerable<byte[]> Mutants(int seed, int count)
    {
        var seeds = new List<byte[]> { Encoding.UTF8.GetBytes(s_seed) };
        if (Needs.GorootOrNull != null)
        {
            foreach (string f in new[] { "go/ast/ast.go", "slices/sort.go", "net/http/server.go", "reflect/type.go", "text/template/exec.go" })
            {
                byte[] all = IO.ReadAllBytes(Path.Combine(Needs.Goroot, "src", f));
                seeds.Add(all[..Math.Min(all.Length, 20_000)]);
            }
        }
        var rnd = new Random(seed);
        for (int i = 0; i < count; i++)
        {
            var text = new List<byte>(seeds[rnd.Next(seeds.Count)]);
            int from = rnd.Next(text.Count / 2);
            if (text.Count > 3000) text = text.GetRange(from, 3000);
            if (rnd.Next(4) != 0) text.InsertRange(0, "package p\n"u8.ToArray());
            for (int k = rnd.Next(1, 6); k > 0; k--)
            {
                int at = rnd.Next(text.Count);
                switch (rnd.Next(5))
                {
                    case 0: text.RemoveRange(at, Math.Min(rnd.Next(1, 20), text.Count - at)); break;
                    case 1: text[at] = (byte)rnd.Next(256); break;
                    case 2: text.InsertRange(at, text.GetRange(rnd.Next(text.Count / 2), Math.Min(30, text.Count / 2))); break;
                    default: text.InsertRange(at, Encoding.UTF8.GetBytes(s_pieces[rnd.Next(s_pieces.Length)])); break;
                }
                if (text.Count == 0) text.Add((byte)' ');
            }
            yield return text.ToArray();
        }
    }

    [Fact]
    public void MutationsNeverBreakTheParser()
    {
        foreach (byte[] text in Mutants(1, 4000))
        {
            var (file, diags) = Parse(text);
            diags.Print(TextWriter.Null);
            if (file == null) continue;
            Walker.Inspect(file, n =>
            {
                n.StartPos();
                n.EndPos();
                if (n is Expr x) Printer.ExprString(x);
                return true;
            });
        }
    }

    [OracleFact]
    public void MutantsGiveTheErrorsOfGc()
    {
        string compiler = Path.Combine(Needs.Oracle, "pkg/tool/linux_amd64/compile");
        string dir = Directory.CreateTempSubdirectory("goclr").FullName;
        int compared = 0;
        foreach (byte[] text in Mutants(2, 60))
        {
            IO.WriteAllBytes(Path.Combine(dir, "x.go"), text);
            var start = new System.Diagnostics.ProcessStartInfo(compiler, ["-e", "-p", "p", "-o", "x.o", "x.go"]) { WorkingDirectory = dir, RedirectStandardOutput = true };
            using var gc = System.Diagnostics.Process.Start(start)!;
            string want = gc.StandardOutput.ReadToEnd();
            var diags = Parse(text).Diags;
            Assert.Equal(want.Contains(": syntax error:"), diags.HasSyntaxErrors);
            if (!diags.HasSyntaxErrors) continue;       // then gc goes on to check types
            var got = new StringWriter();
            diags.Print(got, 0);
            Assert.Equal(want, got.ToString());
            compared++;
        }
        Directory.Delete(dir, recursive: true);
        Assert.True(compared > 40);
    }

    private const string s_seed = """
        package p

        import ( "fmt"; . "os" )

        type T[P interface{ ~int | *Q }, Q any] struct { a, b P; *fmt.Stringer `tag`; c []Q }
        type A[P any] = map[string]P

        const ( a = iota; b; c uint8 = 1 << iota )

        var x, y = T[int, string]{a: 1, c: []string{"x", `y`, 'z': "z"}}, 0x1p-2i

        func (t *T[P, Q]) M[R any](f func(P) R, args ...Q) (r R, err error) {
        	defer func() { recover() }()
        L:
        	for i, v := range 10 {
        		switch z := v.(type) {
        		case int, string:
        			continue L
        		default:
        			fmt.Println(z, i)
        			break L
        		}
        	}
        	select {
        	case v, ok := <-ch:
        		go f(v)
        	case ch <- 1:
        	}
        	if x := f(t.a); x != nil && (T[int, string]{}).b == 1 { goto L } else if y { return x, nil }
        	for ; ; i++ { a[i], b[i:j:k] = b, *c &^ d << 3 }
        	return
        }
        """;
}
