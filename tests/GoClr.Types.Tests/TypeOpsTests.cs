// Identity, instances, method sets and initialisation order, on a package checked from text.
using System.Text;
using GoClr.Syntax;
using Xunit;

namespace GoClr.Types.Tests;

public class TypeOpsTests
{
    private static CheckedPackage Check(string text)
    {
        var numbering = new NodeNumbering();
        var diags = new Diagnostics();
        var file = Parser.Parse(new SourceFile("p.go", "p.go", Encoding.UTF8.GetBytes(text)), numbering, diags)!;
        var pkg = new Package("p", "p");
        var result = Checker.Check(pkg, [file], numbering, new CheckerConfig { Importer = _ => null }, diags);
        Assert.False(diags.HasErrors, diags.HasErrors ? diags.Sorted()[0].ToString() : "");
        return result;
    }

    private static Type TypeOf(CheckedPackage p, string name) => p.Pkg.Scope.Lookup(name)!.Type!;

    [Fact]
    public void IdenticalLooksThroughAliasesAndInstances()
    {
        var p = Check("""
            package p
            type A = []B
            type B struct{ x int }
            type G[T any] struct{ f T; g *G[T] }
            var v1 A
            var v2 []B
            var v3 G[A]
            var v4 G[[]B]
            var v5 struct{ x int }
            var v6 func(interface{ m(); n() }) (byte, rune)
            var v7 func(interface{ n(); m() }) (uint8, int32)
            """);
        Assert.True(TypeOps.Identical(TypeOf(p, "v1"), TypeOf(p, "v2")));
        Assert.True(TypeOps.Identical(TypeOf(p, "v3"), TypeOf(p, "v4")));
        Assert.True(TypeOps.Identical(TypeOf(p, "v3").Underlying, TypeOf(p, "v4").Underlying));
        Assert.False(TypeOps.Identical(TypeOf(p, "v5"), TypeOf(p, "B")));
        Assert.True(TypeOps.Identical(TypeOf(p, "v6"), TypeOf(p, "v7")));
        Assert.Equal("p.G[p.A]", TypeOf(p, "v3").ToString());
        Assert.Equal("struct{f p.A; g *p.G[p.A]}", TypeOf(p, "v3").Underlying.ToString());
    }

    [Fact]
    public void InstancesWrittenTwiceAreOneObject()
    {
        var p = Check("package p\ntype G[T any] struct{ f T }\nfunc (G[T]) M(T) *G[T] { return nil }\nvar a G[int]\nvar b map[string]G[int]\n");
        Assert.Same(TypeOf(p, "a"), ((MapT)TypeOf(p, "b")).Elem);
        var m = ((Named)TypeOf(p, "a")).MethodAt(0);
        Assert.Equal("func(int) *p.G[int]", m.Sig.ToString());
        Assert.Same(m, ((Named)TypeOf(p, "a")).MethodAt(0));
        Assert.Same(((Named)TypeOf(p, "G")).Methods[0], m.Origin);
    }

    [Fact]
    public void GenericMethodsImplementNothing()
    {
        var p = Check("package p\ntype T struct{}\nfunc (T) F[P any](P) {}\nfunc (T) G(int) {}\ntype I interface{ F(int) }\ntype J interface{ G(int) }\n");
        Assert.False(TypeOps.Implements(TypeOf(p, "T"), TypeOf(p, "I")));
        Assert.True(TypeOps.Implements(TypeOf(p, "T"), TypeOf(p, "J")));
    }

    [Fact]
    public void LookupPrefersShallowAndReportsAmbiguity()
    {
        var p = Check("package p\ntype A struct{ x, y int }\ntype B struct{ x int }\nfunc (*B) P() {}\ntype C struct{ A; *B; y string }\n");
        var c = TypeOf(p, "C");
        Assert.Equal([2], Lookup.FieldOrMethod(c, false, p.Pkg, "y").Index!);
        var x = Lookup.FieldOrMethod(c, false, p.Pkg, "x");
        Assert.True(x.Obj == null && x.Index != null);
        var m = Lookup.FieldOrMethod(c, false, p.Pkg, "P");
        Assert.True(m.Obj is Func && m.Indirect);
        Assert.True(Lookup.FieldOrMethod(TypeOf(p, "B"), false, p.Pkg, "P") is { Obj: null, Indirect: true });
    }

    [Fact]
    public void InitOrderFollowsDependenciesThroughFunctionsAndMethods()
    {
        var p = Check("""
            package p
            var a = c + b
            var b = f()
            var c = 1
            var d, e = g()
            var _ = T.m
            var h = 2
            var unset int
            type T int
            func (T) m() int { return i }
            var i = j()
            func j() int { return k }
            var k = h
            func f() int { return rec(3) }
            func rec(n int) int { if n == 0 { return d }; return rec2(n - 1) }
            func rec2(n int) int { return rec(n) }
            func g() (int, int) { return h, c }
            """);
        var b = new StringBuilder();
        foreach (var i in p.InitOrder)
        {
            foreach (var v in i.Lhs) b.Append(v.Name);
            b.Append(' ');
        }
        Assert.Equal("c h de b a k i _ ", b.ToString());
    }
}
