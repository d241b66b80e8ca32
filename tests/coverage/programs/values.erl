%% Processes, binaries and tables of Erlang.
-module(values).
-export([main/0]).

main() ->
    Table = ets:new(values, [set, public]),
    [ets:insert(Table, {N, integer_to_list(N)}) || N <- lists:seq(1, 200000)],
    [spawn(fun() -> receive stop -> ok end end) || _ <- lists:seq(1, 10000)],
    Binaries = [binary:copy(<<N>>, 100000) || N <- lists:seq(1, 200)],
    io:format("{}~n"),
    timer:sleep(infinity),
    length(Binaries).
