(* Lists and tables of OCaml. *)
let () =
  let table = Hashtbl.create 16 in
  for n = 1 to 200000 do Hashtbl.add table n (string_of_int n) done;
  let large = Bytes.make 20000000 'x' in
  print_endline "{}";
  Unix.sleep 100000;
  print_int (Hashtbl.length table + Bytes.length large)
