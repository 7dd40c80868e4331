// Random functions: any flow graph (irreducible ones too), calls between them, polls, checks, areas with pointers into themselves, defers, panics, recoveries.
// Each program must compute the same without suspension, with one at every point, at random points, and with the stack block moved at each.
// A fuel counter ends every run.
using System;
using System.Collections.Generic;
using System.Text;
using GoClr.Compiler.Tests.Mini;
using Xunit;
using Xunit.Abstractions;

namespace GoClr.Compiler.Tests;

public class FuzzTests(ITestOutputHelper log)
{
    [Fact]
    public void Suspension_changes_nothing()
    {
        int programs = int.Parse(Environment.GetEnvironmentVariable("GOCLR_FUZZ") ?? "25"), first = int.Parse(Environment.GetEnvironmentVariable("GOCLR_FUZZ_SEED") ?? "1");
        long runs = 0, suspensions = 0, panics = 0, uncaught = 0;
        var bad = new List<string>();
        for (int seed = first; seed < first + programs && bad.Count < 3; seed++)
        {
            var generator = new Generator(seed);
            string text = ExecTests.Helpers + generator.Program(4, 9, 5, seed % 5 == 0);
            using var u = new Unit(text, stress: true, inline: seed % 2 == 0, passes: seed % 3 != 0 ? new Passes.PassOptions() : new Passes.PassOptions(off: "gvn,deadcode"));
            for (int z = 0; z < 4; z++)
            {
                string? want = null;
                if (seed % 2 == 0 || seed % 3 != 0)
                {
                    // what the program computes without inlining and passes
                    using var plain = new Unit(text);
                    var r = plain.Run($"z{z}", Mode.Never, 0, 5, 11);
                    want = (plain.Machine.Uncaught ?? string.Join(",", r[..generator.Results[z]])) + $" {plain.Machine.Hash:x}";
                }
                for (int i = 0; i < 10; i++)
                {
                    var mode = i == 0 ? Mode.Never : i == 1 ? Mode.Every : i < 6 ? Mode.Random : Mode.Move;
                    string got;
                    try
                    {
                        var r = u.Run($"z{z}", mode, (ulong)i * 0x9e3779b97f4a7c15, 5, 11);
                        got = u.Machine.Uncaught ?? string.Join(",", r[..generator.Results[z]]);
                    }
                    catch (InvalidOperationException e) { got = e.Message; }
                    got += $" {u.Machine.Hash:x}";
                    runs++;
                    suspensions += u.Machine.Suspensions;
                    panics += u.Machine.Panics;
                    if (u.Machine.Uncaught != null) uncaught++;
                    want ??= got;
                    if (got != want && bad.Count < 3) bad.Add($"program {seed} z{z} run {i} {mode}: {got}, want {want}");
                }
            }
        }
        log.WriteLine($"{programs} programs, {runs} runs, {suspensions} suspensions, {panics} panics, {uncaught} uncaught");
        Assert.Empty(bad);
        Assert.True(suspensions > 1000 && panics > 20);
    }

    public sealed class Generator(int seed)
    {
        private readonly Random _r = new(seed);
        private readonly StringBuilder _s = new();
        private readonly List<string> _labels = [];
        private static readonly string[] s_ints = ["a", "b", "c", "d", "e", "f"];
        private bool _defers;
        private int _defer, _temp;
        private bool _many;
        public int[] Results = [];

        private string V() => "%" + s_ints[_r.Next(s_ints.Length)];
        private string A() => _r.Next(4) == 0 ? _r.Next(100).ToString() : V();
        private string L(string name) { if (!_labels.Contains(name)) _labels.Add(name); return "b" + _labels.IndexOf(name); }
        private void S(string line) => _s.Append("  ").Append(line).Append('\n');
        private void B(string name) => _s.Append(L(name)).Append(":\n");

        /// <param name="many">Many variables, so that IL locals are reused.</param>
        public string Program(int functions, int blocks, int ops, bool many)
        {
            _many = many;
            var results = Results = new int[functions];
            for (int i = 0; i < functions; i++) results[i] = 1 + _r.Next(3);
            var all = new StringBuilder();
            for (int i = 0; i < functions; i++)
            {
                _s.Clear();
                _labels.Clear();
                _defers = _r.Next(2) == 0;
                _defer = 0;
                int n = 2 + _r.Next(blocks);
                L("e");
                for (int k = 0; k < n; k++) L("k" + k);
                L("done");
                B("e");
                S($"%fuel = {10 + _r.Next(40)}");
                foreach (var v in s_ints[2..]) S($"%{v} = {_r.Next(10)}");
                S("%x = 3i");
                S("%y = 1.5d");
                S("%p = &0");
                S("st.i64 &0, 0 = %b");
                S("st.ptr &0, 8 = &0");
                if (_defers)
                {
                    S("%bits = 0");
                    Defer(0, true);
                }
                S("jump " + L("k0"));
                for (int k = 0; k < n; k++)
                {
                    B("k" + k);
                    S("%fuel = sub.i64(%fuel, 1)");
                    S($"if lts.i32(%fuel, 0) {L("done")} {L("w" + k)}");
                    B("w" + k);
                    for (int m = _r.Next(ops + 1); m > 0; m--) Op(i, functions, results);
                    if (_defers && _defer < 5 && _r.Next(6) == 0) Defer(++_defer, _r.Next(2) == 0);
                    if (_r.Next(12) == 0)
                    {
                        S($"if eq.i32(and.i64({V()}, 7), 0) {L("n" + k)} {L("q" + k)}");
                        B("q" + k);
                        S($"call @\"gopanic\"({A()}) panics noreturn");
                        S("unreachable");
                        B("n" + k);
                    }
                    string T() => L("k" + _r.Next(n));
                    switch (_r.Next(4))
                    {
                        case 0: S("jump " + T()); break;
                        case 1: S($"switch trunci64.i32(and.i64({V()}, 3)) {T()} {T()} {T()} {(_r.Next(3) == 0 ? L("done") : T())}"); break;
                        default: S($"if {(_r.Next(2) == 0 ? "lts" : "gtu")}.i32({A()}, {V()}) {T()} {T()}"); break;
                    }
                }
                B("done");
                if (_defers)
                {
                    for (int k = _defer; k >= 0; k--)
                    {
                        S($"if ne.i32(and.i64(%bits, {1L << k}), 0) {L("r" + k)} {L("t" + k)}");
                        B("r" + k);
                        S($"%bits = and.i64(%bits, {~(1L << k)})");
                        S($"calli %d{k}()");
                        S("jump " + L("t" + k));
                        B("t" + k);
                    }
                }
                S("%a = xor.i64(%a, ld.i64(ld.ptr(&0, 8), 0))");
                S("%a = add.i64(%a, sexti32.i64(%x))");
                S("%b = add.i64(%b, ftoi64.i64(%y))");
                S(results[i] switch { 1 => "ret %a", 2 => "ret %a, %b", _ => "ret %a, %b, %c" });
                all.Append($"func \"z{i}\" %a i64, %b i64 -> {string.Join(' ', new[] { "i64", "i64", "i64" }[..results[i]])}");
                if (_defers)
                {
                    all.Append($" exit {L("done")} defer %bits closures");
                    for (int k = 0; k <= _defer; k++) all.Append($" %d{k}");
                }
                all.Append("\nvar %fuel i64\nvar %c i64\nvar %d i64\nvar %e i64\nvar %f i64\nvar %x i32\nvar %y f64\nvar %p ptr\n");
                for (int k = 0; k < _temp; k++) all.Append($"var %u{k} i64\n");
                if (_many) for (int k = 0; k < 130; k++) all.Append($"var %unused{k} i64\n");
                all.Append("area 16 8 ptrs 2\n");
                if (_defers) for (int k = 0; k <= _defer; k++) all.Append("area 16 8 ptrs 2\n");
                all.Append(_s).Append('\n');
                _temp = 0;
            }
            return all.ToString();
        }

        private void Defer(int k, bool saver)
        {
            _defer = k;
            S($"st.i64 &{k + 1}, 0 = ld.i64(@\"{(saver ? "saver" : "logger")}·f\", 0)");
            S(saver ? $"st.ptr &{k + 1}, 8 = &0" : $"st.i64 &{k + 1}, 8 = {A()}");
            S($"%d{k} = &{k + 1}");
            S($"%bits = or.i64(%bits, {1L << k})");
        }

        private void Op(int self, int functions, int[] results)
        {
            switch (_r.Next(14))
            {
                case 0: S($"{V()} = call @\"inc\"({A()})"); break;
                case 1: S($"{V()} = call @\"park\"({A()})"); break;
                case 2: S($"{V()} = call @\"leafadd\"({A()}, {A()})"); break;
                case 3: S($"call @\"trace\"({A()})"); break;
                case 4 when self + 1 < functions:
                {
                    int c = self + 1 + _r.Next(functions - self - 1);
                    S($"{string.Join(", ", new[] { "%a", "%d", "%f" }[..results[c]])} = call @\"z{c}\"({A()}, {A()})");
                    break;
                }
                case 5: S($"%a, %x, %y = call @\"three\"({A()})"); break;
                case 6: S($"st.i64 %p, 0 = xor.i64(ld.i64(%p, 0), {A()})"); break;
                case 7: S($"{V()} = call @\"checked\"(and.i64({A()}, 31), 29)"); break;
                case 8: S($"check lts.i32(and.i64({V()}, 63), 62) Index {A()}, {A()}"); break;
                case 9:
                {
                    int t = _temp++;
                    S($"%u{t} = mul.i64({A()}, 3)");
                    S($"check ne.i32(and.i64(%u{t}, 63), 17) Index %u{t}, {A()}");
                    S($"{V()} = add.i64(%u{t}, ld.i64(ld.ptr(&0, 8), 0))");
                    break;
                }
                case 10: S("%x = add.i32(%x, trunci64.i32(%a))"); break;
                case 11: S("%y = add.f64(%y, i64tof.f64(zexti32.i64(%x)))"); break;
                default: S($"{V()} = {new[] { "add", "sub", "mul", "xor", "or" }[_r.Next(5)]}.i64({V()}, {A()})"); break;
            }
        }
    }
}
