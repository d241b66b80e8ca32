-- Maps and lists of Haskell, kept by GHC's runtime.
import Control.Concurrent (threadDelay)
import qualified Data.Map.Strict as Map
import System.IO (hFlush, stdout)

main :: IO ()
main = do
  let table = Map.fromList [(n, show n) | n <- [1 .. 200000 :: Int]]
  putStrLn (if sum (map length (Map.elems table)) > 0 then "{}" else "")
  hFlush stdout
  threadDelay 1000000000000
  print (Map.size table)
