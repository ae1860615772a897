using System.Collections;
using System.Data;
using System.Data.Common;

namespace LeadGraph.Data;

/// <summary>
/// Wraps a reader and charges the memory of each row and text when it is read, before it is kept.
/// </summary>
/// <param name="rows">The wrapped reader.</param>
/// <param name="charge">Called with a number of bytes; throws to reject them.</param>
internal sealed class MeteredReader(DbDataReader rows, Action<long> charge) : DbDataReader
{
    // Approximate sizes of the objects of a row and of a string.
    private const int RowBytes = 128;
    private const int TextBytes = 32;

    public override int Depth => rows.Depth;

    public override int FieldCount => rows.FieldCount;

    public override bool HasRows => rows.HasRows;

    public override bool IsClosed => rows.IsClosed;

    public override int RecordsAffected => rows.RecordsAffected;

    public override int VisibleFieldCount => rows.VisibleFieldCount;

    public override object this[int ordinal] => GetValue(ordinal);

    public override object this[string name] => GetValue(GetOrdinal(name));

    public override bool Read() => Count(rows.Read());

    public override async Task<bool> ReadAsync(CancellationToken cancellationToken)
        => Count(await rows.ReadAsync(cancellationToken));

    public override string GetString(int ordinal) => Count(rows.GetString(ordinal));

    public override object GetValue(int ordinal) => Count(rows.GetValue(ordinal));

    public override T GetFieldValue<T>(int ordinal) => Count(rows.GetFieldValue<T>(ordinal));

    public override async Task<T> GetFieldValueAsync<T>(int ordinal, CancellationToken cancellationToken)
        => Count(await rows.GetFieldValueAsync<T>(ordinal, cancellationToken));

    public override int GetValues(object[] values)
    {
        int count = Math.Min(values.Length, FieldCount);
        for (int ordinal = 0; ordinal < count; ordinal++)
        {
            values[ordinal] = GetValue(ordinal);
        }

        return count;
    }

    public override bool GetBoolean(int ordinal) => rows.GetBoolean(ordinal);

    public override byte GetByte(int ordinal) => rows.GetByte(ordinal);

    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length)
        => rows.GetBytes(ordinal, dataOffset, buffer, bufferOffset, length);

    public override char GetChar(int ordinal) => rows.GetChar(ordinal);

    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length)
        => rows.GetChars(ordinal, dataOffset, buffer, bufferOffset, length);

    public override string GetDataTypeName(int ordinal) => rows.GetDataTypeName(ordinal);

    public override DateTime GetDateTime(int ordinal) => rows.GetDateTime(ordinal);

    public override decimal GetDecimal(int ordinal) => rows.GetDecimal(ordinal);

    public override double GetDouble(int ordinal) => rows.GetDouble(ordinal);

    public override IEnumerator GetEnumerator() => new DbEnumerator(this);

    public override Type GetFieldType(int ordinal) => rows.GetFieldType(ordinal);

    public override float GetFloat(int ordinal) => rows.GetFloat(ordinal);

    public override Guid GetGuid(int ordinal) => rows.GetGuid(ordinal);

    public override short GetInt16(int ordinal) => rows.GetInt16(ordinal);

    public override int GetInt32(int ordinal) => rows.GetInt32(ordinal);

    public override long GetInt64(int ordinal) => rows.GetInt64(ordinal);

    public override string GetName(int ordinal) => rows.GetName(ordinal);

    public override int GetOrdinal(string name) => rows.GetOrdinal(name);

    public override DataTable? GetSchemaTable() => rows.GetSchemaTable();

    public override bool IsDBNull(int ordinal) => rows.IsDBNull(ordinal);

    public override Task<bool> IsDBNullAsync(int ordinal, CancellationToken cancellationToken)
        => rows.IsDBNullAsync(ordinal, cancellationToken);

    public override bool NextResult() => rows.NextResult();

    public override Task<bool> NextResultAsync(CancellationToken cancellationToken)
        => rows.NextResultAsync(cancellationToken);

    public override void Close() => rows.Close();

    public override Task CloseAsync() => rows.CloseAsync();

    public override ValueTask DisposeAsync() => rows.DisposeAsync();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            rows.Dispose();
        }
    }

    private bool Count(bool isThere)
    {
        if (isThere)
        {
            charge(RowBytes);
        }

        return isThere;
    }

    private T Count<T>(T value)
    {
        if (value is string text)
        {
            charge(TextBytes + (sizeof(char) * (long)text.Length));
        }

        return value;
    }
}
