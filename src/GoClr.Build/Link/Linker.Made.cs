// Functions that no package holds: Go functions around natives, and what stands for undefined functions. They lie in one object of their own.
using System;
using System.Collections.Generic;
using System.Text;
using GoClr.Abi;
using GoClr.Compiler.Emit;
using GoClr.Compiler.IR;
using GoClr.Compiler.Objects;
using GoClr.Compiler.Passes;

namespace GoClr.Build.Link;

public sealed partial class Linker
{
    private PackageObject Extra()
    {
        if (_extraObject < 0)
        {
            _extraObject = _objects.Count;
            _objects.Add(new PackageObject { Path = "" });
            _map.Add([]);
        }
        return _objects[_extraObject];
    }

    private void MapExtra()
    {
        var names = Extra().Symbols.ToArray();
        var map = new int[names.Length];
        for (int i = 0; i < names.Length; i++) map[i] = Id(names[i]);
        _map[_extraObject] = map;
    }

    private int AddMade(FuncObject f, int symbol)
    {
        MapExtra();
        _funcs.Add(new FuncDef { F = f, Object = _extraObject, Symbol = symbol });
        return _funcs.Count - 1;
    }

    /// <summary>A Go function around a native, for method tables and code pointers.</summary>
    private int Adapter(int id)
    {
        if (_adapters.TryGetValue(id, out int index)) return index;
        var n = NativeOf(id);
        var obj = Extra();
        var ir = new Function(_names[id] + "·native") { DisplayName = _names[id], Flags = FuncFlags.Wrapper };
        var call = new CallInfo { Symbol = obj.Symbols.Id(_names[id]), Class = n.CallClass, Tail = true };
        int skip = n.Types.Length > 1 && n.Types[1] is { Pointers: 1, Name: "G" } ? 2 : 1;
        var args = new int[n.Types.Length - skip];
        call.ArgTypes = new IrType[args.Length];
        for (int i = 0; i < args.Length; i++)
        {
            var t = Type(n.Letters[i + skip], n.Types[i + skip]);
            args[i] = ir.Add(new Value { Op = Op.Var, Type = t, A = ir.NewParam(t, null) });
            call.ArgTypes[i] = t;
        }
        call.Args = args;
        ir.Results = n.Letters[0] switch { 'V' => [], 'W' => [IrType.I64, IrType.I64], _ => [Type(n.Letters[0], n.Types[0])] };
        call.ResultTypes = [.. ir.Results];
        call.Results = new int[call.ResultTypes.Length];
        Array.Fill(call.Results, -1);
        ir.Calls.Add(call);
        var b = ir.NewBlock();
        b.Stmts.Add(ir.Add(new Value { Op = Op.Call, A = 0 }));
        b.Stmts.Add(ir.Add(new Value { Op = Op.Return }));
        var f = new FuncCompiler(obj.Symbols, _ => true).Compile(ir, new FuncPlan { Class = n.CallClass });
        _adapters[id] = index = AddMade(f, Id(ir.Symbol));
        _syms[Id(ir.Symbol)].Func = index + 1;
        return index;

        static IrType Type(char letter, in NativeType t) => letter switch { 'I' => IrType.I32, 'F' => IrType.F32, 'D' => IrType.F64, _ => t.Pointers > 0 ? IrType.Ptr : IrType.I64 };
    }

    /// <summary>Stands for an undefined function: a fatal error that names it.</summary>
    private int Stub(int id, string signature)
    {
        var obj = Extra();
        var text = Encoding.UTF8.GetBytes(_names[id]);
        int data = obj.Symbols.Id("go:undefined." + _names[id]);
        int gid = Id("go:undefined." + _names[id]);
        if (_syms[gid].Data == 0)
        {
            _data.Add(new DataDef { D = new DataSymbol { Symbol = data, Section = Section.RoData, Bytes = text, Size = text.Length, Align = 1 }, Object = _extraObject, Symbol = gid });
            _syms[gid].Data = _data.Count;
        }
        IlBody Make(char result)
        {
            // ldarg.0; ldc.i4 address; conv.u8; ldc.i4 length; call LinkStubs.Undefined; default of the result; ret
            var code = new List<byte> { 0x02, 0x20, 0, 0, 0, 0, 0x6e, 0x20 };
            code.AddRange(BitConverter.GetBytes(text.Length));
            code.Add(0x28);
            code.AddRange([0, 0, 0, 0]);
            switch (result)
            {
                case 'I': code.Add(0x16); break;
                case 'L': code.AddRange([0x16, 0x6a]); break;
                case 'F': code.AddRange([0x22, 0, 0, 0, 0]); break;
                case 'D': code.AddRange([0x23, 0, 0, 0, 0, 0, 0, 0, 0]); break;
                case 'W': code.Add(0x06); break;
            }
            code.Add(0x2a);
            return new IlBody
            {
                Code = [.. code], MaxStack = 3, Locals = result == 'W' ? "W" : "",
                Relocs = [new IlReloc(2, IlRelocKind.DataAddr, data, 0, null), new IlReloc(13, IlRelocKind.Native, -1, 0, "LinkStubs.Undefined")],
            };
        }
        var f = new FuncObject
        {
            Symbol = obj.Symbols.Id(_names[id]), DisplayName = _names[id], Signature = signature, Entry = Make(signature[0]), Resume = Make('V'), ParamWords = signature.Length - 2, Class = CallClass.None,
            Layouts = [new LayoutInfo { Words = signature.Length - 1, PtrMask = [0] }], States = [new StateInfo()],
        };
        int index = AddMade(f, id);
        _stubs[(id, signature)] = index;
        if (_stubs.TryAdd((id, ""), index)) _syms[id].Func = index + 1;
        return index;
    }
}
