using System.Text;

namespace HotChocolate.Language;

/// <summary>Gives one string for all occurrences of a name, so that a document's names are allocated once.</summary>
internal struct NameTable()
{
    private string?[] _slots = new string?[64];
    private int _count;

    public string Get(ReadOnlySpan<byte> utf8)
    {
        int slot = FindSlot(utf8);
        if (_slots[slot] is { } known)
        {
            return known;
        }

        if (_count * 2 >= _slots.Length)
        {
            Grow();
            slot = FindSlot(utf8);
        }

        _count++;
        return _slots[slot] = Encoding.ASCII.GetString(utf8);
    }

    private readonly int FindSlot(ReadOnlySpan<byte> utf8)
    {
        // HashCode is seeded at random: no document can be made of colliding names.
        var hash = new HashCode();
        hash.AddBytes(utf8);
        int slot = hash.ToHashCode() & (_slots.Length - 1);
        while (_slots[slot] is { } other && !Ascii.Equals(utf8, other))
        {
            slot = (slot + 1) & (_slots.Length - 1);
        }

        return slot;
    }

    private void Grow()
    {
        string?[] old = _slots;
        _slots = new string?[old.Length * 2];
        Span<byte> utf8 = stackalloc byte[128];
        foreach (string? name in old)
        {
            if (name is not null)
            {
                ReadOnlySpan<byte> bytes = name.Length <= utf8.Length
                    ? utf8[..Encoding.ASCII.GetBytes(name, utf8)]
                    : Encoding.ASCII.GetBytes(name);
                _slots[FindSlot(bytes)] = name;
            }
        }
    }
}
