// The passes around inlining, on IR text: what is inlined and what is not, what becomes of closures, areas and control words.
using System.Collections.Generic;
using GoClr.Abi;
using GoClr.Compiler.IR;
using GoClr.Compiler.Objects;
using GoClr.Compiler.Passes;
using Xunit;

namespace GoClr.Compiler.Tests;

public class InlineTests
{
    // Runs the passes over functions; F·f symbols lead to their functions. Returns the text of the function called "t".
    private static string Run(string text, InlineOptions? options = null)
    {
        var o = new PackageObject { Path = "main", Name = "main" };
        var funcs = Parse.Functions(text, o.Symbols);
        foreach (var f in funcs)
            o.Data.Add(new DataSymbol { Symbol = o.Symbols.Id(f.Symbol + "·f"), Section = Section.RoData, Size = 8, Relocs = [new DataReloc(0, DataRelocKind.CodePtr64, o.Symbols.Id(f.Symbol), 0)] });
        Inline.Run(funcs, o, s => s.StartsWith("runtime.", System.StringComparison.Ordinal) ? CallClass.None : null, _ => null, (_, _) => { }, options ?? InlineOptions.All);
        foreach (var f in funcs) Verify.Run(f, o.Symbols);
        return Dump.Text(funcs.Find(f => f.Symbol == "t")!, o.Symbols);
    }

    private const string Small = """
        func "add" %a i64, %b i64 -> i64 file "a.go" line 3
        b0:
          ret add.i64(%a, %b) ;4

        """;

    [Fact]
    public void BodiesCarryTheirPlace()
    {
        string t = Run(Small + """
            func "twice" %a i64 -> i64 file "b.go" line 7
            var %r i64
            b0:
              %r = call @"add"(%a, %a) suspends ;8
              ret %r ;8
            func "t" %x i64 -> i64 file "t.go" line 10
            var %r i64
            b0:
              %r = call @"twice"(%x) suspends ;11
              ret %r ;12
            """);
        Assert.DoesNotContain("call", t);
        Assert.Contains("inlined 0 11 \"twice\" 7 0 file \"b.go\"", t);
        Assert.Contains("inlined 1 8 \"add\" 3 0 file \"a.go\"", t);
        Assert.Contains(";4@2", t);
    }

    // Bounds checks go by what is known of lengths.
    [Fact]
    public void LengthsStayLengths()
    {
        string t = Run(Small + """
            func "t" %p ptr, %n i64 len, %x i64 -> i64
            var %m i64 len
            var %r i64
            b0:
              %m = ld.i64(%p, 8)
              %r = call @"add"(%m, %n) suspends
              ret %r
            """);
        Assert.DoesNotContain("call", t);
        Assert.Matches(@"%n(\.\d+)? i64 len", t);
        Assert.Matches(@"%m(\.\d+)? i64 len", t);
    }

    [Theory]
    [InlineData("func \"g\" %a i64 -> i64 noinline\nb0:\n  ret %a\n")]
    [InlineData("func \"g\" %a i64 -> i64 flags 1\nb0:\n  ret %a\n")]                                                             // recover
    [InlineData("func \"g\" %a i64 -> i64 exit b1 defer %d closures %c\nb0:\n  jump b1\nb1:\n  ret %a\n")]
    [InlineData("func \"g\" %a i64 -> i64\nvar %r i64\nb0:\n  %r = call @\"g\"(%a) suspends\n  ret %r\n")]                     // recursive
    [InlineData("func \"g\" %a i64 -> i64\nb0:\n  call @\"runtime.newproc\"(0p, 0i, 0i) none\n  ret %a\n")]                   // the go statement's function
    [InlineData("func \"g\" %a i64 -> i64\nb0:\n  call @\"runtime.panicwrap\"() panics noreturn\n  unreachable\n")]
    public void WhatKeepsItsFrame(string g)
    {
        string t = Run(g + "func \"t\" %x i64 -> i64\nvar %r i64\nb0:\n  %r = call @\"g\"(%x) suspends\n  ret %r\n");
        Assert.Contains("call @\"g\"", t);
    }

    [Fact]
    public void RecursionThroughOthersEnds()
    {
        string t = Run("""
            func "even" %a i64 -> i64
            var %r i64
            b0:
              if eq.i32(%a, 0) b1 b2
            b1:
              ret 1
            b2:
              %r = call @"odd"(sub.i64(%a, 1)) suspends
              ret %r
            func "odd" %a i64 -> i64
            var %r i64
            b0:
              if eq.i32(%a, 0) b1 b2
            b1:
              ret 0
            b2:
              %r = call @"even"(sub.i64(%a, 1)) suspends
              ret %r
            func "t" %x i64 -> i64
            var %r i64
            b0:
              %r = call @"even"(%x) suspends
              ret %r
            """);
        Assert.Contains("call @", t);
        Assert.True(t.Length < 4000);
    }

    [Fact]
    public void ClosureGivenToAHelperDisappears()
    {
        string t = Run("""
            func "apply" %fn ptr, %n i64 -> i64
            var %i i64
            var %s i64
            var %r i64
            b0:
              %s = 0
              %i = 0
              jump b1
            b1:
              if lts.i32(%i, %n) b2 b3
            b2:
              check ne.i32(%fn, 0p) Nil
              %r = calli %fn(%i) suspends
              %s = add.i64(%s, %r)
              %i = add.i64(%i, 1)
              jump b1
            b3:
              ret %s
            func "lit" %ctx ptr, %x i64 -> i64 flags 192
            b0:
              ret mul.i64(%x, ld.i64(%ctx, 8))
            func "t" %k i64, %n i64 -> i64
            area 16 8
            var %r i64
            b0:
              st.i64 &0, 0 = ld.i64(@"lit·f", 0)
              st.i64 &0, 8 = %k
              %r = call @"apply"(&0, %n) suspends
              ret %r
            """);
        Assert.DoesNotContain("call", t);
        Assert.DoesNotContain("&0", t);
        Assert.Contains("mul.i64(%x", t);
        Assert.Contains("%k.0)", t);
    }

    [Fact]
    public void ObjectInALoopIsNewEachTurn()
    {
        string t = Run("""
            func "t" %n i64 -> i64
            var %p ptr
            var %i i64
            var %s i64
            b0:
              %i = 0
              %s = 0
              jump b1
            b1:
              %p = call @"runtime.newobject"(@"type:T") none
              %s = add.i64(%s, ld.i64(%p, 8))
              st.i64 %p, 8 = %i
              %s = add.i64(%s, ld.i64(%p, 8))
              %i = add.i64(%i, 1)
              if lts.i32(%i, %n) b1 b2
            b2:
              ret %s
            """);
        Assert.DoesNotContain("newobject", t);
        Assert.Contains(" = 0\n", t.Replace(" ;", "\n"));
        Assert.DoesNotContain("ld.", t);
    }

    [Theory]
    [InlineData("call @\"runtime.keep\"(%p) none")]                     // it leaves
    [InlineData("st.i32 %p, 10 = 1i")]                                  // words overlap
    [InlineData("st.i64 add.ptr(%p, %n), 0 = 1")]                       // an offset that is not known
    public void ObjectsThatStay(string use)
    {
        string t = Run($"""
            func "t" %n i64 -> i64
            var %p ptr
            b0:
              %p = call @"runtime.newobject"(@"type:T") none
              st.i64 %p, 8 = %n
              {use}
              ret ld.i64(%p, 8)
            """);
        Assert.Contains("newobject", t);
    }

    [Fact]
    public void ControlWordOfALoopIsConstant()
    {
        string t = Run("""
            func "t" %n i64 -> i64
            var %s i64
            var %i i64
            b0:
              %s = 1
              %i = 0
              jump b1
            b1:
              if lts.i32(%i, %n) b2 b5
            b2:
              if ne.i32(%s, 1) b3 b4
            b3:
              call @"runtime.bad"(%s) none
              jump b4
            b4:
              %s = 2
              %i = add.i64(%i, 1)
              call @"other"() suspends
              %s = 1
              jump b1
            b5:
              ret %s
            func "other" -> noinline
            b0:
              ret
            """);
        Assert.DoesNotContain("runtime.bad", t);
        Assert.Contains("ret 1", t);
    }

    [Fact]
    public void AVariableReadBeforeItsAssignmentKeepsItsZero()
    {
        string t = Run("""
            func "t" %n i64 -> i64
            var %v i64
            var %i i64
            b0:
              %i = 0
              jump b1
            b1:
              if eq.i32(%v, 7) b3 b2
            b2:
              %v = 7
              %i = add.i64(%i, 1)
              if lts.i32(%i, %n) b1 b3
            b3:
              ret %i
            """);
        Assert.Contains("if eq.i32(%v", t);
    }

    [Fact]
    public void PassesCanBeSwitchedOff()
    {
        string call = Small + "func \"t\" -> i64\nvar %r i64\nb0:\n  %r = call @\"add\"(1, 2) suspends\n  ret %r\n";
        Assert.Contains("call", Run(call, InlineOptions.All with { Inline = false }));
        Assert.Contains("ret 3", Run(call));
        Assert.Contains("add.i64", Run(call, InlineOptions.All with { Simplify = false }));
    }
}
