// Numbers of functions and shapes, and the places of data: read-only data, types, tables, data, late tables, zero data; in this order.
using System;
using System.Runtime.CompilerServices;
using System.Text;
using GoClr.Abi;
using GoClr.Compiler.Objects;

namespace GoClr.Build.Link;

public sealed partial class Linker
{
    private void Number()
    {
        _f = [.. _funcs];
        _d = [.. _data];
        int n = 0, resumes = 0, defers = 0;
        for (int i = 0; i < _f.Length; i++)
        {
            if (!_f[i].Live) continue;
            _f[i].Index = n++;
            _f[i].ResumeIndex = _f[i].F.Resume != null ? resumes++ : -1;
            _f[i].DeferIndex = _f[i].F.RunDefer != null ? defers++ : -1;
        }
        _liveFuncs = n;
        _resumes = resumes;
        _defers = defers;
        _r.Funcs = n;
        for (int i = 0; i < _d.Length; i++)
            if (_d[i].Live && _d[i].D.IsType) _d[i].Shape = ShapeOf(_d[i].D);
    }

    private int ShapeOf(DataSymbol t)
    {
        string mask = "";
        if (t.TypePtrBytes > 0 && t.TypePtrMask != null)
        {
            int words = (int)((t.TypePtrBytes / 8 + 63) / 64);
            var s = new StringBuilder(words * 17);
            for (int w = 0; w < words && w < t.TypePtrMask.Length; w++) s.Append(t.TypePtrMask[w].ToString("x")).Append(',');
            mask = s.ToString();
        }
        if (_shapes.TryGetValue((t.TypeSize, mask), out int id)) return id;
        _shapes[(t.TypeSize, mask)] = id = _shapeBase + _newShapes.Count;
        _newShapes.Add((t.TypeSize, mask == "" ? null : t.TypePtrMask, mask == "" ? 0 : t.TypePtrBytes));
        return id;
    }

    private const int HeaderSize = 208, FuncRecSize = 136, InlineRecSize = 56;

    private void Place()
    {
        if (Unsafe.SizeOf<ImageHeader>() != HeaderSize || Unsafe.SizeOf<FuncRec>() != FuncRecSize || Unsafe.SizeOf<StateRec>() != 16 || Unsafe.SizeOf<LayoutRec>() != 16
            || Unsafe.SizeOf<InlineRec>() != InlineRecSize || Unsafe.SizeOf<PackageRec>() != 56 || Unsafe.SizeOf<ShapeRec>() != 24 || Unsafe.SizeOf<RootRange>() != 24 || Unsafe.SizeOf<StringInit>() != 24)
            throw new InvalidOperationException("Linker and Image.cs disagree about a record");
        _header = _image.Reserve(HeaderSize, 16);
        PlaceSection(Section.RoData);
        PlaceSection(Section.Type);
        Tables();
        _dataStart = _image.Reserve(0, 4096);
        PlaceSection(Section.Data);
        _dataEnd = _image.Reserve(0, 4096);
        CollectCodeRefs();
        // Zero data first relative to its start: the tables that end the file want its size, and it starts behind them.
        _bssEnd = PlaceBss(Section.Bss, 0) + 4095 & -4096;
        long memEnd = PlaceBss(Section.NoPtrBss, _bssEnd) + 4095 & -4096;
        LateTables();
        _bssStart = _image.Reserve(0, 4096);
        _memEnd = _bssStart + memEnd;
        for (int i = 0; i < _d.Length; i++) if (_d[i].D.Section is Section.Bss or Section.NoPtrBss) _d[i].Address += _bssStart;
        _image.Ptr(_bssRoot, (int)_bssStart);
        if ((long)_image.Base + _memEnd > int.MaxValue) Error($"the image ends at {_image.Base + (ulong)_memEnd:x}, beyond 2 GB");
    }

    private void PlaceSection(Section section)
    {
        for (int i = 0; i < _d.Length; i++)
        {
            ref var d = ref _d[i];
            if (!d.Live || d.D.Section != section) continue;
            int align = Math.Max(d.D.PtrMask != null ? 8 : 1, d.D.Align);
            long size = Math.Max(d.D.Size, d.D.Bytes.Length);
            int at;
            if (d.D.IsType)
            {
                at = _image.Reserve(size + 16, Math.Max(align, 16));
                _image.I32(at, d.Shape);
                at += 16;
            }
            else at = _image.Reserve(size, align);
            d.D.Bytes.CopyTo(_image.B.AsSpan(at));
            d.Address = at;
            _r.DataSymbols++;
        }
    }

    private long PlaceBss(Section section, long at)
    {
        for (int i = 0; i < _d.Length; i++)
        {
            ref var d = ref _d[i];
            if (!d.Live || d.D.Section != section) continue;
            int align = Math.Max(d.D.PtrMask != null ? 8 : 1, d.D.Align);
            at = at + align - 1 & -align;
            d.Address = at;
            at += d.D.Size;
            _r.DataSymbols++;
        }
        return at;
    }
}
