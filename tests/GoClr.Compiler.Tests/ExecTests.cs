// IR text compiled, linked and executed: what each operation computes, calls and results of every shape, panics, defers, areas.
using System;
using System.Collections.Generic;
using GoClr.Abi;
using GoClr.Compiler.IR;
using GoClr.Compiler.Objects;
using GoClr.Compiler.Tests.Mini;
using Xunit;

namespace GoClr.Compiler.Tests;

public class ExecTests
{
    public const string Helpers = """
        func "inc" %x i64 -> i64
        var %a i64
        b0:
          %a = call @"park"(%x) suspends
          ret sub.i64(%a, %x)

        func "leafadd" %x i64, %y i64 -> i64
        b0:
          ret add.i64(%x, %y)

        func "three" %x i64 -> i64 i32 f64
        var %a i64
        var %b i64
        b0:
          %a, %b = call @"park2"(%x) suspends
          ret %a, trunci64.i32(add.i64(%b, %x)), i64tof.f64(%a)

        func "checked" %i i64, %n i64 -> i64
        b0:
          check ltu.i32(%i, %n) Index %i, %n
          ret mul.i64(%i, 7)

        func "saver" %ctx ptr -> 
        var %r i64
        var %p ptr
        b0:
          %p = ld.ptr(%ctx, 8)
          %r = call @"recover"()
          call @"trace"(add.i64(%r, 1000))
          st.i64 %p, 0 = add.i64(ld.i64(%p, 0), add.i64(%r, 3))
          ret

        func "logger" %ctx ptr -> 
        var %a i64
        b0:
          %a = call @"inc"(ld.i64(%ctx, 8)) suspends
          call @"trace"(%a)
          ret

        func "fib" %n i64 -> i64
        var %a i64
        var %b i64
        b0:
          if lts.i32(%n, 2) b1 b2
        b1:
          ret %n
        b2:
          %a = call @"fib"(sub.i64(%n, 1))
          %b = call @"fib"(sub.i64(%n, 2))
          ret add.i64(%a, %b)

        """;

    [Fact]
    public void FibOfTwenty()
    {
        using var u = new Unit(Helpers);
        Assert.Equal(6765, u.Call("fib", 20));
        using var s = new Unit(Helpers, stress: true);
        Assert.Equal(144, s.Run("fib", Mode.Every, 0, 12)[0]);
        Assert.True(s.Machine.Suspensions > 200);
        Assert.Equal(610, s.Run("fib", Mode.Move, 3, 15)[0]);
    }

    [Fact]
    public void Dump_is_read_back()
    {
        var syms = new SymbolTable();
        foreach (var f in Parse.Functions(Helpers, syms))
        {
            string once = Dump.Text(f, syms);
            Assert.Equal(once, Dump.Text(Parse.Functions(once, syms)[0], syms));
        }
    }

    [Theory]
    [InlineData("add.i64(%a, %b)", 7, -3, 4)]
    [InlineData("divs.i64(%a, %b)", -7, 2, -3)]
    [InlineData("rems.i64(%a, %b)", -7, 2, -1)]
    [InlineData("divu.i64(%a, %b)", -1, 2, long.MaxValue)]
    [InlineData("remu.i64(%a, %b)", -1, 10, 5)]
    [InlineData("shl.i64(%a, trunci64.i32(%b))", 3, 4, 48)]
    [InlineData("shrs.i64(%a, trunci64.i32(%b))", -16, 2, -4)]
    [InlineData("shru.i64(%a, trunci64.i32(%b))", -1, 60, 15)]
    [InlineData("neg.i64(%a)", 5, 0, -5)]
    [InlineData("not.i64(%a)", 5, 0, -6)]
    [InlineData("zexti32.i64(lts.i32(%a, %b))", -1, 1, 1)]
    [InlineData("zexti32.i64(ltu.i32(%a, %b))", -1, 1, 0)]
    [InlineData("zexti32.i64(les.i32(%a, %b))", 1, 1, 1)]
    [InlineData("zexti32.i64(geu.i32(%a, %b))", -1, 1, 1)]
    [InlineData("zexti32.i64(ne.i32(%a, %b))", 2, 1, 1)]
    [InlineData("sexti32.i64(sext8.i32(trunci64.i32(%a)))", 200, 0, -56)]
    [InlineData("zexti32.i64(zext8.i32(trunci64.i32(%a)))", -56, 0, 200)]
    [InlineData("sexti32.i64(sext16.i32(trunci64.i32(%a)))", 40000, 0, -25536)]
    [InlineData("zexti32.i64(zext16.i32(trunci64.i32(%a)))", -1, 0, 65535)]
    [InlineData("sexti32.i64(trunci64.i32(%a))", 0x1_8000_0000, 0, int.MinValue)]
    [InlineData("zexti32.i64(trunci64.i32(%a))", 0x1_8000_0000, 0, 0x8000_0000)]
    [InlineData("select.i64(lts.i32(%a, %b), mul.i64(%a, 10), mul.i64(%b, 100))", 1, 2, 10)]
    [InlineData("add.i64(%a, select.i64(lts.i32(%a, %b), mul.i64(%a, 10), mul.i64(%b, 100)))", 3, 2, 203)]
    [InlineData("ftoi64.i64(bits.f64(%a))", 0x7ff8000000000001, 0, long.MinValue)]
    [InlineData("ftou64.i64(u64tof.f64(%a))", -4096, 0, -4096)]
    [InlineData("ftou64.i64(u64tof.f64(%a))", 12345, 0, 12345)]
    [InlineData("zexti32.i64(ftou32.i32(i64tof.f64(%a)))", 4000000000, 0, 4000000000)]
    [InlineData("sexti32.i64(ftoi32.i32(i64tof.f64(%a)))", 4000000000, 0, int.MinValue)]
    [InlineData("bits.i64(i64tof.f64(%a))", 1, 0, 0x3ff0000000000000)]
    [InlineData("zexti32.i64(bits.i32(i64tof.f32(%a)))", 16777217, 0, 0x4b800000)]
    [InlineData("zexti32.i64(bits.i32(i64tof.f32(%a)))", 0x7fffff4000000001, 0, 0x5effffff)]
    [InlineData("bits.i64(native.f64 \"sqrt\"(i64tof.f64(%a)))", 4, 0, 0x4000000000000000)]
    [InlineData("zexti32.i64(flt.i32(bits.f64(%a), bits.f64(%b)))", 0x7ff8000000000001, 0, 0)]
    [InlineData("zexti32.i64(fge.i32(bits.f64(%a), bits.f64(%b)))", 0x7ff8000000000001, 0, 0)]
    [InlineData("zexti32.i64(fle.i32(bits.f64(%a), bits.f64(%b)))", 0, 0, 1)]
    [InlineData("zexti32.i64(fne.i32(bits.f64(%a), bits.f64(%b)))", 0x7ff8000000000001, 0x7ff8000000000001, 1)]
    [InlineData("zexti32.i64(feq.i32(bits.f64(%a), bits.f64(%b)))", 0x7ff8000000000001, 0x7ff8000000000001, 0)]
    public void Expression(string e, long a, long b, long want)
    {
        using var u = new Unit($"""
            func "f" %a i64, %b i64 -> i64
            b0:
              ret {e}

            """);
        Assert.Equal(want, u.Call("f", a, b));
    }

    [Theory]
    [InlineData("flt", 0b0010)]
    [InlineData("fle", 0b0011)]
    [InlineData("fgt", 0b0100)]
    [InlineData("fge", 0b0101)]
    [InlineData("feq", 0b0001)]
    [InlineData("fne", 0b1110)]
    public void Float_branches_treat_NaN_as_Go_does(string op, int want)
    {
        // bit 0: 1 op 1, bit 1: 1 op 2, bit 2: 2 op 1, bit 3: NaN op 1; taken as branch, as negated branch and as check
        using var u = new Unit($"""
            func "pos" %a i64, %b i64 -> i64
            b0:
              if {op}.i32(bits.f64(%a), bits.f64(%b)) b1 b2
            b1:
              ret 1
            b2:
              ret 0

            func "neg" %a i64, %b i64 -> i64
            b0:
              if eq.i32({op}.i32(bits.f64(%a), bits.f64(%b)), 0i) b1 b2
            b1:
              ret 0
            b2:
              ret 1

            func "chk" %a i64, %b i64 -> i64
            b0:
              check {op}.i32(bits.f64(%a), bits.f64(%b)) Nil
              ret 1

            """);
        var pairs = new (double, double)[] { (1, 1), (1, 2), (2, 1), (double.NaN, 1) };
        for (int i = 0; i < 4; i++)
        {
            long a = BitConverter.DoubleToInt64Bits(pairs[i].Item1), b = BitConverter.DoubleToInt64Bits(pairs[i].Item2);
            long w = want >> i & 1;
            Assert.Equal(w, u.Call("pos", a, b));
            Assert.Equal(w, u.Call("neg", a, b));
            u.Call("chk", a, b);
            Assert.Equal(w == 1, u.Machine.Uncaught == null);
        }
    }

    [Fact]
    public unsafe void Memory_is_moved_and_cleared()
    {
        byte* m = stackalloc byte[512];
        foreach (int n in new[] { 1, 2, 3, 7, 8, 13, 24, 32, 33, 64, 100 })
            foreach (string overlap in new[] { "", " overlap" })
            {
                using var u = new Unit($"""
                    func "f" %p ptr, %q ptr -> 
                    b0:
                      move add.ptr(%p, 0), %q, {n}{overlap}
                      zero add.ptr(%q, 0), {n}
                      ret

                    """);
                {
                    for (int i = 0; i < 512; i++) m[i] = (byte)(i + 1);
                    u.Call("f", (long)m, (long)(m + 200));
                    for (int i = 0; i < 200; i++) Assert.Equal(i < n ? (byte)(i + 201) : (byte)(i + 1), m[i]);
                    for (int i = 0; i < 200; i++) Assert.Equal(i < n ? 0 : (byte)(i + 201), m[200 + i]);
                    if (overlap == "") continue;
                    for (int i = 0; i < 512; i++) m[i] = (byte)(i + 1);
                    using var v = new Unit($"""
                        func "f" %p ptr, %q ptr -> 
                        b0:
                          move %p, %q, {n} overlap
                          ret

                        """);
                    v.Call("f", (long)(m + 3), (long)m);
                    for (int i = 0; i < n; i++) Assert.Equal((byte)(i + 1), m[3 + i]);
                }
            }
    }

    [Fact]
    public void Results_of_every_shape_arrive()
    {
        string text = Helpers + """
            func "multi" %x i64 -> i32 i64 f64 i32
            b0:
              ret trunci64.i32(%x), add.i64(%x, 1), i64tof.f64(%x), -5i

            func "floats" %x i64 -> f64 i64
            b0:
              ret i64tof.f64(%x), %x

            func "single" %x i64 -> f32
            b0:
              ret i64tof.f32(%x)

            func "use" %x i64 -> i64
            var %a i32
            var %b i64
            var %c f64
            var %d i32
            var %e f64
            var %f i64
            var %g f32
            var %h i64
            var %i i32
            var %j f64
            b0:
              %a, %b, %c, %d = call @"multi"(%x)
              %e, %f = call @"floats"(%b)
              %g = call @"single"(%f)
              _i64, _i32, %j = call @"three"(%x)
              %h, %i, _f64 = call @"three"(%x)
              ret add.i64(sexti32.i64(%a), add.i64(%b, add.i64(ftoi64.i64(%c), add.i64(sexti32.i64(%d), add.i64(ftoi64.i64(%e), add.i64(%f, add.i64(ftoi64.i64(%g), add.i64(%h, add.i64(sexti32.i64(%i), ftoi64.i64(%j))))))))))

            """;
        long x = 10, want = x + x + 1 + x - 5 + x + 1 + x + 1 + x + 1 + 31 + 15 + 31;
        using var u = new Unit(text, stress: true);
        foreach (var m in Enum.GetValues<Mode>())
            for (ulong s = 0; s < 20; s++) Assert.Equal(want, u.Run("use", m, s * 77777, x)[0]);
    }

    [Fact]
    public void Defers_run_and_a_panic_is_recovered()
    {
        string text = Helpers + """
            func "f" %i i64, %n i64 -> i64 exit b1 defer %bits closures %d
            var %v i64
            var %r i64
            area 8 8
            area 16 8 ptrs 2
            b0:
              %bits = 0
              st.i64 &0, 0 = 100
              st.i64 &1, 0 = ld.i64(@"saver·f", 0)
              st.ptr &1, 8 = &0
              %d = &1
              %bits = or.i64(%bits, 1)
              %r = 1
              %r = call @"checked"(%i, %n)
              %v = call @"inc"(%r)
              %r = add.i64(%r, %v)
              jump b1
            b1:
              if ne.i32(and.i64(%bits, 1), 0) b2 b3
            b2:
              %bits = and.i64(%bits, -2)
              calli %d()
              jump b3
            b3:
              ret add.i64(%r, ld.i64(&0, 0))

            """;
        using var u = new Unit(text, stress: true);
        foreach (var m in Enum.GetValues<Mode>())
            for (ulong s = 0; s < 30; s++)
            {
                Assert.Equal(14 + 29 + 103, u.Run("f", m, s * 12345, 2, 5)[0]);
                // the panic's value: Index*1000 + 7*10 + 5; the result variable keeps the value it had before the failed call
                Assert.Equal(1 + 100 + 3 + (long)PanicKind.Index * 1000 + 75, u.Run("f", m, s * 12345, 7, 5)[0]);
                Assert.Null(u.Machine.Uncaught);
            }
    }

    [Fact]
    public void Pointer_stores_log_old_values_while_the_barrier_is_on()
    {
        using var u = new Unit("""
            func "f" %n i64 -> i64
            var %i i64
            b0:
              %i = 0
              jump b1
            b1:
              if lts.i32(%i, %n) b2 b3
            b2:
              stp @"cell", 8 = inttoptr.ptr(%i)
              stp add.ptr(@"cell", mul.i64(and.i64(%i, 3), 8)), 16 = inttoptr.ptr(mul.i64(%i, 2))
              %i = add.i64(%i, 1)
              jump b1
            b3:
              ret add.i64(ptrtoint.i64(ld.ptr(@"cell", 8)), ptrtoint.i64(ld.ptr(@"cell", 24)))

            """);
        Assert.Equal(9 + 18, u.Run("f", Mode.Never, 0, 10)[0]);
        Assert.Equal(0, u.Machine.Barriers);
        Assert.Equal(9 + 18, u.Run("f", Mode.Never, 1, 10)[0]);
        Assert.Equal(20, u.Machine.Barriers);
    }

    [Fact]
    public void Objects_of_known_type_come_from_the_allocator()
    {
        using var u = new Unit("""
            func "f" %n i64 -> i64
            var %p ptr
            var %q ptr
            b0:
              %p = call @"runtime.newobject"(@"type:T")
              %q = call @"runtime.newobject"(@"type:T")
              st.i64 %p, 16 = 5
              ret add.i64(sub.i64(ptrtoint.i64(%q), ptrtoint.i64(%p)), ld.i64(%p, 16))

            """);
        Assert.Equal(29, u.Call("f", 0));
    }

    [Theory]
    [InlineData("i64", "lts", "add.i64(%i, 1)", 0, 5000)]
    [InlineData("i64", "les", "add.i64(%i, 3)", -7, 5000)]
    [InlineData("i64", "gts", "add.i64(%i, -1)", 5000, -3)]
    [InlineData("i64", "ges", "sub.i64(%i, 2)", 5001, 1)]
    [InlineData("i64", "ltu", "add.i64(%i, 1)", 10, 4000)]
    [InlineData("i64", "lts", "add.i64(%i, %s)", 3, 9000)]
    [InlineData("i64", "les", "add.i64(%i, %s)", 3, 3)]
    [InlineData("i64", "lts", "add.i64(%i, 1)", 10, 3)]
    [InlineData("i32", "lts", "add.i32(%i, 1i)", 0, 5000)]
    [InlineData("i32", "ges", "add.i32(%i, -1i)", 4000, -20)]
    public void Strip_mining_changes_nothing_but_the_polls(string type, string op, string step, long from, long to)
    {
        string load = type == "i64" ? "%from" : "trunci64.i32(%from)", limit = type == "i64" ? "%to" : "trunci64.i32(%to)", wide = type == "i64" ? "%i" : "sexti32.i64(%i)";
        string text = $"""
            func "f" %from i64, %to i64 -> i64 i64
            var %i {type}
            var %n {type}
            var %s {type}
            var %sum i64
            var %turns i64
            b0:
              %i = {load}
              %n = {limit}
              %s = {(type == "i64" ? "2" : "2i")}
              %sum = 0
              %turns = 0
              jump b1
            b1:
              if {op}.i32(%i, %n) b2 b4
            b2:
              %sum = add.i64(%sum, mul.i64({wide}, %turns))
              %turns = add.i64(%turns, 1)
              jump b3
            b3:
              %i = {step}
              jump b1
            b4:
              ret %sum, add.i64(%turns, {wide})

            """;
        using var plain = new Unit(text, stress: true);
        using var mined = new Unit(text, stress: true, pass: fs => { foreach (var f in fs) Passes.StripMine.Run(f); });
        var want = plain.Run("f", Mode.Never, 0, from, to);
        foreach (var m in Enum.GetValues<Mode>())
        {
            var got = mined.Run("f", m, 5, from, to);
            Assert.Equal(want[0], got[0]);
            Assert.Equal(want[1], got[1]);
            if (m == Mode.Every) Assert.True(mined.Machine.Suspensions < 12);
        }
    }

    [Fact]
    public void A_short_constant_loop_has_no_poll()
    {
        using var u = new Unit("""
            func "f" %n i64 -> i64
            var %i i64
            b0:
              %i = 0
              jump b1
            b1:
              if lts.i32(%i, 100) b2 b3
            b2:
              %n = add.i64(%n, %i)
              %i = add.i64(%i, 1)
              jump b1
            b3:
              ret %n

            """, stress: true, pass: fs => { foreach (var f in fs) Passes.StripMine.Run(f); });
        Assert.Equal(4950, u.Run("f", Mode.Every, 0, 0)[0]);
        Assert.Equal(0, u.Machine.Suspensions);
        Assert.Equal(CallClass.None, u.Object.Funcs[0].Class);
    }

    [Fact]
    public void Switch_reaches_each_target_and_the_default()
    {
        using var u = new Unit("""
            func "f" %n i64 -> i64
            b0:
              switch trunci64.i32(%n) b1 b2 b3
            b1:
              ret 10
            b2:
              ret 20
            b3:
              ret 30

            """);
        Assert.Equal(10, u.Call("f", 0));
        Assert.Equal(20, u.Call("f", 1));
        Assert.Equal(30, u.Call("f", 2));
        Assert.Equal(30, u.Call("f", -1));
    }
}
