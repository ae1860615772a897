using System.Globalization;

namespace HotChocolate.Language;

/// <content>Prints values.</content>
internal sealed partial class SyntaxPrinter
{
    private void WriteValue(ValueNode value)
    {
        switch (value)
        {
            case VariableNode variable:
                _text.Append('$').Append(variable.Name);
                break;
            case IntValueNode number:
                _text.Append(number.Value);
                break;
            case FloatValueNode number:
                _text.Append(number.Value);
                break;
            case StringValueNode { IsBlock: true } text:
                WriteText(BlockString.Print(text.Value));
                break;
            case StringValueNode text:
                WriteString(text.Value);
                break;
            case BooleanValueNode boolean:
                _text.Append(boolean.Value ? "true" : "false");
                break;
            case EnumValueNode enumValue:
                _text.Append(enumValue.Value);
                break;
            case ListValueNode list:
                if (!TryWriteOnOneLine(_text.Length, list, static (printer, list) => printer.WriteFlatList(list)))
                {
                    WriteLines("[", list.Items, "]");
                }

                break;
            case ObjectValueNode obj:
                if (!TryWriteOnOneLine(_text.Length, obj, static (printer, obj) => printer.WriteFlatObject(obj)))
                {
                    WriteBlock(obj.Fields);
                }

                break;
            default:
                _text.Append("null");
                break;
        }
    }

    private void WriteFlatList(ListValueNode list)
    {
        _text.Append('[');
        WriteSeparated(list.Items, ", ");
        _text.Append(']');
    }

    private void WriteFlatObject(ObjectValueNode obj)
    {
        _text.Append("{ ");
        WriteSeparated(obj.Fields, ", ");
        _text.Append(" }");
    }

    /// <summary>
    /// Writes with all values on one line, unless the text since <paramref name="start"/> gets longer than a line
    /// may be; then what was written is taken back. What holds a value that needs several lines needs them too, so
    /// no value in it has to be tried again.
    /// </summary>
    private bool TryWriteOnOneLine<T>(int start, T node, Action<SyntaxPrinter, T> write)
    {
        if (_onOneLine)
        {
            write(this, node);
            return true;
        }

        // Block strings break lines even here. Indentation does not count towards the length of a line.
        int before = _text.Length;
        int indent = _indent;
        _indent = 0;
        _onOneLine = true;
        write(this, node);
        _indent = indent;
        bool fits = _text.Length - start <= MaxLineLength;
        if (!fits)
        {
            _text.Length = before;
        }
        else if (indent > 0 && HasLineBreakAfter(before))
        {
            _text.Length = before;
            write(this, node);
        }

        _onOneLine = false;
        return fits;
    }

    private void WriteString(string value)
    {
        _text.Append('"');
        foreach (char c in value)
        {
            _ = c switch
            {
                '"' => _text.Append("\\\""),
                '\\' => _text.Append("\\\\"),
                '\b' => _text.Append("\\b"),
                '\f' => _text.Append("\\f"),
                '\n' => _text.Append("\\n"),
                '\r' => _text.Append("\\r"),
                '\t' => _text.Append("\\t"),
                _ when char.IsControl(c) => _text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"),
                _ => _text.Append(c),
            };
        }

        _text.Append('"');
    }

    private void WriteText(string text)
    {
        foreach (string line in text.Split('\n'))
        {
            _text.Append(line);
            WriteLineBreak();
        }

        _text.Length -= 1 + (2 * _indent);
    }
}
