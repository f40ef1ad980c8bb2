namespace CoSellBot.Access;

/// <summary>A fact that travels with its readers. The value can be looked at only through a <see cref="Ceiling"/>.</summary>
/// <typeparam name="T">What the fact is.</typeparam>
public sealed class Labelled<T>
{
    private readonly T _value;

    /// <summary>Labels a value.</summary>
    public Labelled(T value, Readers readers)
    {
        _value = value;
        Readers = readers;
    }

    /// <summary>Who may read the value.</summary>
    public Readers Readers { get; }

    /// <summary>Gives the value when everyone under the ceiling may read it.</summary>
    public bool TryReveal(Ceiling ceiling, out T value)
    {
        var allowed = ceiling.Allows(Readers);
        value = allowed ? _value : default!;
        return allowed;
    }

    /// <summary>A fact derived from this one: same readers.</summary>
    public Labelled<TResult> Select<TResult>(Func<T, TResult> map) => new(map(_value), Readers);

    /// <summary>A fact derived from both: readers of both.</summary>
    public Labelled<TResult> With<TOther, TResult>(Labelled<TOther> other, Func<T, TOther, TResult> map) =>
        new(map(_value, other._value), Readers.Meet(other.Readers));

    /// <summary>Writes the fact beside its label into storage. The only look past the ceiling; never use it to show anything.</summary>
    public TStored Store<TStored>(Func<T, Readers, TStored> write) => write(_value, Readers);
}
