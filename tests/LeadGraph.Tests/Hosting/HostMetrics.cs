using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace LeadGraph.Tests.Hosting;

/// <summary>The metrics of one service, as a collector gets them from now on.</summary>
internal sealed class HostMetrics : IDisposable
{
    private readonly ConcurrentDictionary<string, double> _values = new();
    private readonly MeterListener _listener = new();

    public HostMetrics(ServiceHost host)
    {
        var meters = host.Services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            // Other tests have services in the same process.
            if (ReferenceEquals(instrument.Meter.Scope, meters))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => Add(instrument, value));
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Add(instrument, value));
        _listener.Start();
    }

    /// <summary>The last value of a gauge, or the sum of a counter; null if nothing was measured.</summary>
    /// <param name="name">The name of the instrument.</param>
    public double? Of(string name)
    {
        _listener.RecordObservableInstruments();
        return _values.TryGetValue(name, out double value) ? value : null;
    }

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value) => _values.AddOrUpdate(
        instrument.Name, value, (_, sum) => instrument.IsObservable ? value : sum + value);
}
