think=4
work() {
  change service/Server.cs 's|^    public string Address { get; }$|    public string Address { get; }\
\
    public RequestLog Log { get; } = new();|'
  change service/Server.cs 's|^        var bytes = Encoding.UTF8.GetBytes(answer.Json);$|        Log.Add(path, answer.Status);\
        var bytes = Encoding.UTF8.GetBytes(answer.Json);|'
  output monitoring service/RequestLog.cs
}
