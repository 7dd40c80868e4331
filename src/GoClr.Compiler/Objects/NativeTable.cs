// The C# natives of the runtime, read from its metadata without loading it: which Go symbols they are bound to, and how they are called.
//
// N1  A native is a public static method with [GoSymbol(name, class)]; several attributes bind several symbols.
// N2  Other public static methods can be named as "Class.Method" by compiled code (PanicCalls, Num, Malloc).
// N3  Signature letters are those of IlBody: pointers and native integers count as L, small integers and bool as I.
using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using GoClr.Abi;

namespace GoClr.Compiler.Objects;

/// <summary>One parameter or result type of a native, in a form that can be written into another assembly.</summary>
public readonly record struct NativeType(int Pointers, byte Element, string? Assembly, string? Namespace, string? Name);

public sealed class NativeMethod
{
    public string Namespace = "", Class = "", Name = "";
    public CallClass CallClass;
    public bool NoEscape;
    /// <summary>Result letter, then parameter letters.</summary>
    public string Letters = "";
    /// <summary>Result, then parameters.</summary>
    public NativeType[] Types = [];
    /// <summary>Position in NativeTable.Methods.</summary>
    public int Index;
}

public sealed class NativeTable
{
    public string AssemblyName = "";
    public Version AssemblyVersion = new();
    /// <summary>Names and versions of the assemblies that signatures refer to.</summary>
    public readonly Dictionary<string, Version> References = [];
    public readonly List<NativeMethod> Methods = [];
    public readonly Dictionary<string, NativeMethod> BySymbol = [];
    private readonly Dictionary<string, NativeMethod> _byName = [];

    /// <summary>A native by "Class.Method".</summary>
    public NativeMethod? ByName(string name) => _byName.GetValueOrDefault(name);
    public bool IsNative(string symbol) => BySymbol.ContainsKey(symbol);

    public static NativeTable Read(string path)
    {
        using var pe = new PEReader(File.OpenRead(path));
        var m = pe.GetMetadataReader();
        var t = new NativeTable { AssemblyName = m.GetString(m.GetAssemblyDefinition().Name), AssemblyVersion = m.GetAssemblyDefinition().Version };
        foreach (var h in m.AssemblyReferences)
        {
            var a = m.GetAssemblyReference(h);
            t.References[m.GetString(a.Name)] = a.Version;
        }
        foreach (var th in m.TypeDefinitions)
        {
            var type = m.GetTypeDefinition(th);
            if ((type.Attributes & TypeAttributes.VisibilityMask) != TypeAttributes.Public) continue;
            string ns = m.GetString(type.Namespace), cls = m.GetString(type.Name);
            foreach (var mh in type.GetMethods())
            {
                var md = m.GetMethodDefinition(mh);
                if ((md.Attributes & (MethodAttributes.Static | MethodAttributes.MemberAccessMask)) != (MethodAttributes.Static | MethodAttributes.Public)) continue;
                var n = new NativeMethod { Namespace = ns, Class = cls, Name = m.GetString(md.Name), Index = t.Methods.Count };
                if (!Signature(m, md.Signature, n, t)) continue;
                t.Methods.Add(n);
                t._byName.TryAdd(cls + "." + n.Name, n);
                foreach (var ah in md.GetCustomAttributes()) t.Attribute(m, m.GetCustomAttribute(ah), n);
            }
        }
        return t;
    }

    private void Attribute(MetadataReader m, CustomAttribute a, NativeMethod n)
    {
        if (a.Constructor.Kind != HandleKind.MemberReference) return;
        var parent = m.GetMemberReference((MemberReferenceHandle)a.Constructor).Parent;
        if (parent.Kind != HandleKind.TypeReference || m.GetString(m.GetTypeReference((TypeReferenceHandle)parent).Name) != nameof(GoSymbolAttribute)) return;
        var r = m.GetBlobReader(a.Value);
        r.ReadUInt16();
        string symbol = r.ReadSerializedString() ?? "";
        var cls = (CallClass)r.ReadByte();
        bool noEscape = false;
        for (int named = r.ReadUInt16(); named > 0; named--)
        {
            r.ReadByte();                            // property
            r.ReadByte();                            // bool: the attribute has no other
            if (r.ReadSerializedString() == nameof(GoSymbolAttribute.NoEscape)) noEscape = r.ReadByte() != 0;
            else r.ReadByte();
        }
        if (!BySymbol.TryAdd(symbol, n)) throw new InvalidDataException($"two natives for {symbol}: {BySymbol[symbol].Class}.{BySymbol[symbol].Name} and {n.Class}.{n.Name}");
        n.CallClass = cls;
        n.NoEscape = noEscape;
    }

    // False if the method cannot be called from compiled code (generic, managed parameters).
    private static bool Signature(MetadataReader m, BlobHandle h, NativeMethod n, NativeTable table)
    {
        var r = m.GetBlobReader(h);
        if (r.ReadByte() != 0) return false;
        int count = r.ReadCompressedInteger();
        var types = new NativeType[count + 1];
        var letters = new StringBuilder();
        for (int i = 0; i <= count; i++)
        {
            int pointers = 0;
            byte e = r.ReadByte();
            while (e is (byte)SignatureTypeCode.Pointer) { pointers++; e = r.ReadByte(); }
            string? asm = null, ns = null, name = null;
            if (e == 0x11)                            // VALUETYPE
            {
                var th = r.ReadTypeHandle();
                if (th.Kind == HandleKind.TypeDefinition)
                {
                    var td = m.GetTypeDefinition((TypeDefinitionHandle)th);
                    if (!td.GetDeclaringType().IsNil) return false;
                    (asm, ns, name) = (table.AssemblyName, m.GetString(td.Namespace), m.GetString(td.Name));
                }
                else if (th.Kind == HandleKind.TypeReference)
                {
                    var tr = m.GetTypeReference((TypeReferenceHandle)th);
                    if (tr.ResolutionScope.Kind != HandleKind.AssemblyReference) return false;
                    (asm, ns, name) = (m.GetString(m.GetAssemblyReference((AssemblyReferenceHandle)tr.ResolutionScope).Name), m.GetString(tr.Namespace), m.GetString(tr.Name));
                }
                else return false;
            }
            types[i] = new NativeType(pointers, e, asm, ns, name);
            char c = pointers > 0 ? 'L' : e switch
            {
                0x01 => 'V', 0x02 or 0x03 or 0x04 or 0x05 or 0x06 or 0x07 or 0x08 or 0x09 => 'I', 0x0a or 0x0b or 0x18 or 0x19 => 'L', 0x0c => 'F', 0x0d => 'D',
                0x11 => name == "W2" ? 'W' : '?', _ => '?',
            };
            if (c == '?') return false;
            letters.Append(c);
        }
        n.Types = types;
        n.Letters = letters.ToString();
        return true;
    }
}
